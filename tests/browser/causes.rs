//! The view Causes: its headline, its charts and tables by keys alone, and what it says of a file that records no causes.

use super::*;

#[tokio::test]
async fn why_work_fails_is_read_by_keys_and_a_file_without_causes_says_so() {
    let browser = Browser::start("causes").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("link", "Causes").await;
    browser.says("it is named in Coldharbour more often than elsewhere: 37 of 53 (70%), against 84 of 238 (35%)").await;
    browser
        .find("heading", "Weak management oversight is named most often: in 121 of 291 inadequate audits (42%)")
        .await;
    browser.find("heading", "79 of 291 inadequate audits (27%) name a partner whose part failed").await;
    // The small office, in which nothing was made true, is named in no verdict.
    let verdicts = "return [...document.querySelectorAll('.places')].map(list => list.textContent).join()";
    let said = browser.client.execute(verdicts, Vec::new()).await.unwrap();
    let said = said.as_str().unwrap();
    assert!(said.contains("Coldharbour") && !said.contains("Denholm"), "{said}");

    // A chart is one tab stop, and arrow keys go from mark to mark.
    let first =
        browser.client.find(Locator::Css("figure[aria-labelledby=causes-finding] [data-at='13']")).await.unwrap();
    first.send_keys(&String::from(char::from(Key::Home))).await.unwrap();
    browser
        .says("Weak management oversight: named in 121 of 291 inadequate audits (42%), 95% interval 36% to 47%")
        .await;
    let figure = browser.client.find(Locator::Css("figure[aria-labelledby=causes-finding]")).await.unwrap();
    figure.find(Locator::Css("button[aria-expanded]")).await.unwrap().click().await.unwrap();
    browser.find("rowheader", "Recording incomplete").await;
    let csv = browser.download("Download every office (CSV)", "causes-by-office.csv").await;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("Weak management oversight,Coldharbour,37,53,"), "{csv}");

    // What the filters leave is what is counted, and one office cannot be local.
    browser.client.execute("location.hash = 'causes?office=Denholm'", Vec::new()).await.unwrap();
    browser.says("of 15 inadequate audits").await;
    assert!(!browser.text().await.contains("more often than elsewhere"));

    browser.choose("ten.csv", b"Date,Office,Grade\n2024-04-02,North,Inadequate\n2024-04-03,South,Good\n").await;
    browser.says("ten.csv · 2 audits read").await;
    browser.click("link", "Causes").await;
    browser.says("These audits do not record why work fails").await;
    assert!(browser.client.find_all(Locator::Css("svg.chart")).await.unwrap().is_empty());
    browser.end().await;
}

#[tokio::test]
async fn a_column_is_made_a_practice_area_on_the_data_page() {
    let browser = Browser::start("areas").await;
    browser.open("/").await;
    browser.find("button", "Try the demonstration file").await;
    let rows =
        "2024-04-02,North,Good,Inadequate\n2024-04-03,North,Good,Inadequate\n2024-04-04,South,Good,Good\n".repeat(3);
    browser.choose("areas.csv", format!("Date,Office,Grade,Q7\n{rows}").as_bytes()).await;
    browser.says("areas.csv").await;
    browser.click("link", "Data").await;
    browser.pick("Column for: Grade of a practice area", "Q7").await;
    browser.says("The grades of 1 practice area were read with the audits.").await;
    browser.find("rowheader", "Grade of a practice area: Q7").await;
    browser.click("link", "Causes").await;
    browser.find("heading", "Q7 is graded inadequate most often: in 6 of 9 audits that grade it (67%)").await;
    browser.end().await;
}
