//! The seven questions and demand and capacity: read as a screen reader does, noted, and shared only as far as it is ticked.

use super::{Browser, DEMONSTRATION, inflated, shown_link};
use fantoccini::Locator;
use plumbline::session::Address;
use plumbline::share::{Opened, open};

#[tokio::test]
async fn the_seven_questions_are_answered_and_a_note_travels_only_if_it_is_ticked() {
    let browser = Browser::start("questions").await;
    browser.open("/#questions").await;
    browser.find("button", "Choose a file").await;
    browser.choose("audits.json", &inflated(DEMONSTRATION)).await;
    browser.find("heading", "Seven questions").await;
    browser.says("Partly assured").await;
    browser.says("but second graders lower grades more often than they raise them").await;
    browser.find("heading", "Are partners clear and able to deliver?").await;
    // A question is one link away, without the address changing.
    browser.click("link", "Are partners clear and able to deliver?").await;
    let here = browser.client.execute("return [location.hash, document.activeElement.id]", Vec::new()).await.unwrap();
    assert_eq!(here, serde_json::json!(["#questions", "question-7"]));
    // Evidence leads to where more of it stands.
    browser.click("link", "Causes").await;
    browser.find("heading", "Causes").await;
    browser.client.back().await.unwrap();
    browser.find("heading", "Seven questions").await;
    let notes = browser.client.find_all(Locator::Css(".note-field textarea")).await.unwrap();
    assert_eq!(notes.len(), 7);
    // The verdicts come meanwhile, and move it.
    browser.into_view(&notes[6]).await;
    notes[6].send_keys("Ask the police in March.").await.unwrap();

    browser.click("link", "Share").await;
    browser.click("radio", "Nothing of these figures was shared before").await;
    browser.find("checkbox", "What the answers rest on").await;
    browser.find("button", "Copy the link").await;
    let Ok(Opened::Clear(shared)) = open(&shown_link(&browser).await) else { panic!("no link") };
    assert!(shared.basis.is_some() && shared.notes.is_empty(), "a note travels only if it is ticked");
    browser.click("checkbox", "own views").await;
    browser.find("rowheader", "Are partners clear and able to deliver?").await;
    let link = shown_link(&browser).await;
    let Ok(Opened::Clear(shared)) = open(&link) else { panic!("{link}") };
    assert_eq!(shared.notes.last().map(String::as_str), Some("Ask the police in March."));
    browser.click("checkbox", "What the answers rest on").await;
    let Ok(Opened::Clear(without)) = open(&shown_link(&browser).await) else { panic!("no link") };
    assert!(without.basis.is_none() && !without.notes.is_empty());
    browser.end().await;

    // In another browser they are read, and not written.
    let reader = Browser::start("questions-reader").await;
    let share = link.split_once('#').unwrap().1;
    assert_eq!(Address::read(share).share.as_deref(), Some(share));
    reader.open(&format!("/#{share}/questions")).await;
    reader.find("heading", "Seven questions").await;
    reader.requests().await;
    reader.says("rounded to the nearest five").await;
    reader.says("About 80 of 285 inadequate audits name a partner").await;
    reader.says("The chair\u{2019}s own view: Ask the police in March.").await;
    assert!(reader.client.find_all(Locator::Css("textarea")).await.unwrap().is_empty());
    reader.click("link", "Print").await;
    reader.find("heading", "7. Are partners clear and able to deliver?").await;
    reader.screenshot("questions-in-the-pack").await;
    assert_eq!(reader.requests().await, [] as [String; 0]);
    reader.end().await;
}

#[tokio::test]
async fn where_the_excess_lies_is_a_table_with_its_download() {
    let browser = Browser::start("capacity").await;
    browser.open("/#capacity").await;
    browser.find("button", "Choose a file").await;
    browser.choose("audits.json", &inflated(DEMONSTRATION)).await;
    browser.find("heading", "in Family Support in Coldharbour").await;
    browser.says("Part of that is chance").await;
    browser.says("What was expected of it: At most 12 in 100 audits inadequate within six months.").await;
    let csv = browser.download("Download every office and service (CSV)", "where-the-excess-lies.csv").await;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("Coldharbour,Family Support,25,73,") && csv.lines().count() > 15, "{csv}");
    let csv = browser.download("Download by office and period (CSV)", "offices-beside-their-context.csv").await;
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 1 + 6 * 24);
    // A file that holds less says so, and which field would tell.
    browser.choose("least.csv", b"Date,Grade\n2024-04-02,Good\n2024-04-03,Inadequate\n").await;
    browser.says("2 audits read").await;
    browser.click("link", "Capacity").await;
    browser.find("heading", "Demand and capacity").await;
    browser.find("heading", "These audits name no office").await;
    browser.find("heading", "The file dates no extra capacity").await;
    browser.find("heading", "Nothing is known of caseloads and vacancies").await;
    browser.end().await;
}
