//! What only a page on a host does: the host's own page for addresses that it does not have, and what mail makes of a link.

#![allow(clippy::string_slice, reason = "a link is plain letters")]

use super::opening::{HALF_YEARS, shows};
use super::*;
use plumbline::share::link;

#[tokio::test]
async fn what_mail_does_to_a_link_is_undone_by_the_host_s_page_and_by_pasting() {
    let browser = Browser::start("mail").await;
    let shared = board::demonstration(HALF_YEARS);
    let link = link(&shared).unwrap();
    for address in [
        format!("/path/%23{link}"),
        format!("/path/%2523{link}"),
        format!("/path/%252523{link}?utm_source=mail"),
        format!("/path/index.html%23{}%0D%0A{}%26utm_source%3Dmail", &link[..40], &link[40..]),
    ] {
        browser.open(&address).await;
        shows(&browser, &shared).await;
        let at = browser.client.current_url().await.unwrap();
        assert!(at.path().starts_with("/path/") && !at.path().contains("s1."), "{at}");
        browser.client.goto("about:blank").await.unwrap();
    }
    browser.open("/").await;
    let field = browser.find("textbox", "Paste it here").await;
    field.send_keys(&format!("hello {}", &link[..60])).await.unwrap();
    browser.click("button", "Open the link").await;
    browser.says("Ask the sender").await;
    field.clear().await.unwrap();
    let mail = format!("Dear all,\n> https://example.org/#{}\n> {}\n\nKind regards", &link[..50], &link[50..]);
    // Pasted: typed, an end of a line is another thing to each driver.
    let paste = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))";
    let arguments = vec![serde_json::to_value(&field).unwrap(), json!(mail)];
    browser.client.execute(paste, arguments).await.unwrap();
    browser.click("button", "Open the link").await;
    shows(&browser, &shared).await;
    address_is(&browser, "the link", |address| address == link).await;
    // The browser complains of the addresses that the host did not have.
    browser.close().await;
}

#[tokio::test]
async fn a_damaged_link_is_repaired() {
    let browser = Browser::start("damaged").await;
    browser.open("/%2523offices").await;
    browser.find("heading", "Is inadequate work really falling").await;
    assert_eq!(browser.client.current_url().await.unwrap().path(), "/");
    browser.open("/nowhere").await;
    browser.find("heading", "There is no page at this address").await;
    browser.close().await;
}
