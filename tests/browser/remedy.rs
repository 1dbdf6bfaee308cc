//! Remedial work, and whether the grades can be trusted, as their readers find them.

use super::*;

#[tokio::test]
async fn remedial_work_is_read_by_role_and_by_keys() {
    let browser = Browser::start("remedy").await;
    browser.open("/").await;
    browser.click("button", "Try the demonstration file").await;
    browser.click("link", "Remedial work").await;
    address_is(&browser, "remedial-work", |address| address == "remedial-work").await;
    browser.find("heading", "Half of actions are closed within 26 days").await;
    browser.find("heading", "Brackley Green has more overdue actions than the others: 76 of 259 (29%)").await;
    browser.find("heading", "116 of 144 (81%) that were inadequate no longer were when they were audited again").await;
    browser.find("heading", "Does it generalise?").await;
    browser.says("This does not show that remedial work did it.").await;
    let diamond = browser.find("img", "60.0% closed by 28 days").await;
    diamond.send_keys(&String::from(char::from(Key::Right))).await.unwrap();
    browser.find("button", "Denholm: 3 of 67 (4%) that had fallen due are overdue; too few actions to say").await;
    let path = "//figure[@aria-labelledby='overdue-by-office-finding']//button[.='Show the table']";
    let show = browser.client.wait().for_element(Locator::XPath(path)).await.unwrap();
    browser.press(&show).await;
    browser.find("rowheader", "Brackley Green").await;
    browser.says("Differs from the others: more overdue").await;
    let csv = browser.download_of("overdue-by-office", "Download CSV", "overdue-by-office.csv").await;
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 7);
    // What has no chart has its table as a file all the same.
    let path = "//section[@aria-labelledby='reaudits']//button[.='Download CSV']";
    let save = browser.client.find(Locator::XPath(path)).await.unwrap();
    browser.press(&save).await;
    let csv = String::from_utf8(browser.downloaded("re-audits.csv").await).unwrap();
    assert!(csv.contains("Inadequate,Good,36\r\n") && csv.lines().count() == 17);
    // An office that is chosen in a chart here is marked in the others.
    browser.click("button", "Denholm: 3 of 67").await;
    address_says(&browser, "remedial-work?name=Denholm").await;
    browser.end().await;
}

#[tokio::test]
async fn the_grades_are_trusted_as_far_as_they_can_be_and_nobody_is_named() {
    let browser = Browser::start("trust").await;
    browser.open("/#trust").await;
    browser.click("button", "Try the demonstration file").await;
    browser.find("heading", "Can the grades be trusted?").await;
    browser.find("heading", "The second grader is harsher: 52 of 460 (11%) lowered, 12 raised").await;
    browser.find("heading", "By the second graders' measure the rate would be 25.0% (22.0% to 28.6%)").await;
    browser.find("heading", "Graders differ no more in severity than chance makes them").await;
    let last = browser.find("img", "August 2019: 17 of 65 (26%) moderated").await;
    last.send_keys(&String::from(char::from(Key::Left))).await.unwrap();
    browser.says("July 2019: ").await;
    browser.find("rowheader", "Requires improvement").await;
    let text = browser.text().await;
    for code in ["T01", "S04", "R03", "Q02"] {
        assert!(!text.contains(code));
    }
    browser.end().await;
}

#[tokio::test]
async fn a_file_of_the_least_fields_says_what_it_lacks() {
    let browser = Browser::start("least").await;
    browser.open("/").await;
    browser.find("button", "Try the demonstration file").await;
    browser.choose("least.csv", b"Date,Office,Grade\n2024-04-02,North,Good\n2024-05-02,North,Inadequate\n").await;
    browser.click("link", "Remedial work").await;
    browser.says("it records no actions (fields action_raised").await;
    browser.find("heading", "What became of 1 inadequate case is not recorded").await;
    browser.click("link", "Trust in grades").await;
    browser.says("it records no moderated grades (field moderated_grade)").await;
    let figures = browser.client.find_all(Locator::Css("main figure")).await.unwrap();
    assert!(figures.is_empty());
    browser.end().await;
}
