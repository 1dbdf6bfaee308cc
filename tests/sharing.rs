//! Shared figures on their way: round trips, fixtures of every released format, damage by mail, mutations, and the lengths of links.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "a test that fails should stop where it does"
)]

use plumbline::audit::{Event, Level, Scale};
use plumbline::disclosure::{
    Cause, Count, Grain, JudgedOffice, JudgedWhole, Office, Period, Profile, Service, Shared, Told,
};
use plumbline::settings::{Baseline, Phase, Settings};
use plumbline::share::{
    self, MOST_CHARS, Opened, Sealed, ShareError, USUAL_CHARS, board_file, fingerprint, for_page, link, open,
    open_board_file, payload, repair, shared_of_payload,
};

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }
}

/// Figures of so many offices and periods, in which every `hidden`-th count is hidden (none where it is 0).
fn figures(offices: usize, periods: usize, each: u32, hidden: u64) -> Shared {
    let mut dice = Dice(42);
    let mut count = |each: u32| {
        let n = each / 2 + u32::try_from(dice.below(u64::from(each) + 1)).unwrap();
        let inadequate = (0..n).filter(|_| dice.below(6) == 0).count() as u32;
        match hidden {
            0 => Count { n: Some(n), inadequate: Some(inadequate) },
            _ if dice.below(hidden) == 0 => Count::default(),
            _ if dice.below(hidden) == 0 => Count { n: Some(n), inadequate: None },
            _ => Count { n: Some(n), inadequate: Some(inadequate) },
        }
    };
    let grades = |count: Count| match count.n {
        Some(n) => vec![Some(n / 8), Some(n / 2), None, count.inadequate],
        None => vec![None; 4],
    };
    let period = |count: Count| Period { count, grades: grades(count) };
    let all = u32::try_from(offices).unwrap() * each;
    let names = ["Ashby", "Brockhurst", "Cale Valley", "Dunmore", "Eastgate", "Fenwick", "Gorsley", "Harbour"];
    Shared {
        told: Told {
            authority: "Westmarch Children's Services".into(),
            prepared_by: "A. Manager, Quality Assurance".into(),
            purpose: "Board of 12 March".into(),
            prepared_on: "2026-03-01".parse().ok(),
            data_until: "2026-01-31".parse().ok(),
            invented: true,
        },
        profile: Profile::PUBLIC,
        grain: Grain { months: 1, merge_offices: false },
        settings: Settings { target_per_mille: Some(125), ..Settings::default() },
        scale: Scale::default().levels,
        first_month: 2023 * 12,
        periods: (0..periods).map(|_| period(count(all))).collect(),
        total: period(count(all * 30)),
        offices: (0..offices)
            .map(|at| Office {
                name: format!("{} {}", names[at % names.len()], at / names.len()),
                total: count(each * 30),
                by_period: (0..periods).map(|_| count(each)).collect(),
                judged: Some(JudgedOffice { differs: 2, change: JudgedWhole { change: 2, ..JudgedWhole::default() } }),
            })
            .collect(),
        services: vec![Service { name: "Assessment".into(), total: count(400) }],
        causes: vec![Cause { name: "No clear plan".into(), total: count(100) }],
        events: Vec::new(),
        judged: Some(JudgedWhole {
            change: 0,
            since_month: Some(2024 * 12 + 3),
            chance_hundredths: Some(3),
            target: Some(2),
        }),
    }
}

/// Everything that a share can hold.
fn everything() -> Shared {
    let mut shared = figures(3, 5, 20, 4);
    shared.settings = Settings {
        period: Some(plumbline::audit::Granularity::Quarter),
        from: "2023-01-01".parse().ok(),
        services: vec!["Assessment & <b>".into()],
        types: vec![plumbline::audit::AuditKind::Targeted],
        grade_basis: plumbline::settings::GradeBasis::Final,
        still_open: Some(1),
        baseline: Some(Baseline { from: "2023-01-01".parse().unwrap(), to: "2023-12-31".parse().unwrap() }),
        phases: vec![Phase {
            from: "2023-04-01".parse().unwrap(),
            name: "New form".into(),
            reason: "</script>".into(),
        }],
        ..shared.settings
    };
    shared.scale = ["Strong", "Sound", "Weak", "Unsafe"]
        .map(|name| Level { name: name.into(), inadequate: name == "Unsafe" })
        .into();
    shared.events = vec![Event {
        date: "2023-03-04".parse().unwrap(),
        office: None,
        kind: "visit".into(),
        label: "Ymweliad Môn".into(),
        expected: None,
    }];
    shared.profile = Profile::restricted(3, 2);
    shared.grain = Grain { months: 3, merge_offices: true };
    shared.first_month = 2023 * 12 + 9;
    shared
}

fn clear(text: &str) -> Result<Shared, ShareError> {
    match open(text)? {
        Opened::Clear(shared) => Ok(*shared),
        Opened::Sealed(_) => panic!("sealed"),
    }
}

#[test]
fn figures_come_back_as_they_were() {
    for shared in [everything(), figures(1, 1, 4, 0), figures(12, 36, 7, 2), figures(0, 0, 0, 0)] {
        assert_eq!(clear(&link(&shared).unwrap()).as_ref(), Ok(&shared));
        assert_eq!(open_board_file(&board_file(&shared)).as_ref(), Ok(&shared));
        assert_eq!(open_board_file(&for_page(&shared)).as_ref(), Ok(&shared));
        assert!(!for_page(&shared).contains(['<', '>', '&']));
        assert_eq!(fingerprint(&shared).len(), 19);
    }
    assert_ne!(fingerprint(&everything()), fingerprint(&figures(3, 5, 20, 4)));
}

/// `WRITE_FIXTURES=1 cargo test --test sharing` writes those of the present version; one that was released is never written again.
#[test]
fn every_released_format_still_opens() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/share");
    let shared = everything();
    if std::env::var("WRITE_FIXTURES").is_ok() {
        std::fs::write(folder.join("link-1.txt"), link(&shared).unwrap() + "\n").unwrap();
        std::fs::write(folder.join("board-1.json"), board_file(&shared)).unwrap();
    }
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(clear(&text("link-1.txt")).as_ref(), Ok(&shared));
    assert_eq!(open_board_file(&text("board-1.json")).as_ref(), Ok(&shared));
    // What is written now is what was written then, so that the fingerprints stay comparable.
    assert_eq!(board_file(&shared), text("board-1.json"));
}

#[test]
fn what_mail_does_to_a_link_is_repaired() {
    let shared = figures(6, 12, 30, 5);
    let link = link(&shared).unwrap();
    let (a, b) = link.split_at(60);
    let quoted: String =
        link.as_bytes().chunks(70).map(|part| format!("{}=\r\n", std::str::from_utf8(part).unwrap())).collect();
    let catalogue = [
        link.clone(),
        format!("#{link}"),
        format!("https://example.org/plumbline/#{link}"),
        format!("https://example.org/%23{link}"),
        format!("https://example.org/%2523{link}"),
        format!("https://example.org/plumbline/index.html%23{link}?utm_source=board&utm_medium=mail"),
        format!("https://example.org/?fbclid=x#{link}&fbclid=IwAR0abc_-"),
        format!("https://example.org/#{link}?utm_campaign=a"),
        format!("https://example.org/#{link}%3Futm_campaign%3Da"),
        format!("https://example.org/#{link}#summary"),
        format!("https://example.org/#{a}\r\n{b}"),
        format!("https://example.org/#{a}\n\n  {b}"),
        format!("https://example.org/#{a} {b}"),
        format!("https://example.org/#{a}\u{ad}{b}"),
        format!("https://example.org/#{a}\u{200b}{b}\u{feff}"),
        format!("> https://example.org/#{a}\n> {b}"),
        format!(">> https://example.org/#{a}\r\n>> {b}"),
        format!("<https://example.org/#{link}>"),
        format!("<https://example.org/#{link}>."),
        format!("(https://example.org/#{link})"),
        format!("Dear all, the figures: https://example.org/#{link}\n\nKind regards\nA"),
        format!("https://example.org/#{quoted}"),
        format!("https://example.org/%23{a}%0D%0A{b}"),
        format!("https://example.org/#{a}%20{b}"),
        format!("https://eur01.safelinks.example/?url=https%3A%2F%2Fexample.org%2F%23{link}&data=05%7C02&sdata=x"),
        format!("https://gateway.example/v3/__https://example.org/*{link}__;Iw!!abc").replace('*', "#"),
        link.replace("s1.", "s1%2E"),
    ];
    for text in catalogue {
        assert_eq!(repair(&text).as_deref(), Some(link.as_str()), "{text}");
        assert_eq!(clear(&text).as_ref(), Ok(&shared), "{text}");
    }
    for text in
        ["", "#summary", "#over-time?office=A", "https://example.org/", "#s1", "#offices?name=s1.A", "%", "%2523"]
    {
        assert_eq!(open(text), Err(ShareError::NotShared), "{text}");
    }
}

#[test]
fn what_cannot_be_opened_says_what_to_ask_for() {
    let shared = figures(6, 12, 30, 5);
    let link = link(&shared).unwrap();
    for cut in [4, 8, 20, link.len() / 2, link.len() - 1] {
        assert!(matches!(clear(&link[..cut]), Err(ShareError::CutShort { .. })), "{cut}");
    }
    let end = link.len() - 1;
    assert_eq!(clear(&link[..end]), Err(ShareError::CutShort { missing: 1, of: link.len() }));
    let changed = if &link[40..41] == "A" { "B" } else { "A" };
    let damaged = format!("{}{changed}{}", &link[..40], &link[41..]);
    assert_eq!(clear(&damaged), Err(ShareError::Damaged));
    assert!(clear(&link.to_lowercase()).is_err());
    assert_eq!(open(&link.replacen("s1.", "s2.", 1)), Err(ShareError::Newer(2)));
    let board = board_file(&shared);
    assert_eq!(open_board_file(&board.replacen("\"version\":1", "\"version\":7", 1)), Err(ShareError::Newer(7)));
    assert_eq!(open_board_file(&board.replacen("Ashby", "Ashbx", 1)), Err(ShareError::Damaged));
    assert_eq!(open_board_file("{\"format\":\"plumbline-figures\",\"version\":3}"), Err(ShareError::NotShared));
    assert_eq!(open_board_file("{\"audits\":[]}"), Err(ShareError::Damaged));
}

#[test]
fn sealed_figures_travel_in_an_envelope() {
    let payload = payload(&figures(6, 12, 30, 5));
    let sealed = Sealed { salt: [1; 16], nonce: [2; 12], iterations: Sealed::ITERATIONS, ciphertext: payload };
    let link = sealed.link().unwrap();
    assert!(link.starts_with("p1."));
    assert_eq!(open(&format!("https://example.org/%2523{link}?utm=1")), Ok(Opened::Sealed(sealed.clone())));
    // Few rounds would make the passphrase easy to guess, many would make the reader wait for ever.
    for iterations in [0, 1000, u32::MAX] {
        let link = Sealed { iterations, ..sealed.clone() }.link().unwrap();
        assert_eq!(open(&link), Err(ShareError::Damaged));
    }
}

#[test]
fn bytes_that_claim_much_are_refused() {
    // Bits that are always the same take next to no room: the longest that a link can hold, and longer ones.
    for byte in [0, 1, 0x55, 0x7f, 0x80, 0xaa, 0xff] {
        for size in [0, 1, 40, 1400, 1 << 20] {
            assert_eq!(shared_of_payload(&vec![byte; size]), Err(ShareError::Damaged), "{byte} {size}");
        }
    }
}

/// 100,000 mutations in all; none may panic or hang, and none may open as other figures.
#[test]
fn mutations_neither_panic_nor_open_as_other_figures() {
    let shared = everything();
    let (link, board) = (link(&shared).unwrap(), board_file(&shared));
    let raw = payload(&shared);
    let mut dice = Dice(7);
    let mut mutate = |bytes: &mut Vec<u8>, alphabet: &[u8]| {
        for _ in 0..=dice.below(3) {
            let at = dice.below(bytes.len() as u64) as usize;
            let with = alphabet[dice.below(alphabet.len() as u64) as usize];
            match dice.below(4) {
                0 => bytes[at] = with,
                1 => bytes.insert(at, with),
                2 if bytes.len() > 2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at.max(1)),
            }
        }
    };
    let letters = b"ABCabc012-_.#%&=? \n>s1p";
    let every: Vec<u8> = (0..=255).collect();
    for _ in 0..40_000 {
        let mut text = link.clone().into_bytes();
        mutate(&mut text, letters);
        let text = String::from_utf8_lossy(&text);
        if let Ok(Opened::Clear(opened)) = open(&text) {
            assert_eq!(*opened, shared, "{text}");
        }
    }
    for _ in 0..20_000 {
        let mut text = board.clone().into_bytes();
        mutate(&mut text, b"0123456789\"{}[],:nulltrue");
        if let Ok(opened) = open_board_file(&String::from_utf8_lossy(&text)) {
            assert_eq!(opened, shared);
        }
    }
    // Behind the checksum, as whoever makes links to do harm would.
    for _ in 0..40_000 {
        let mut bytes = raw.clone();
        mutate(&mut bytes, &every);
        if let Ok(opened) = shared_of_payload(&bytes) {
            assert_eq!(open_board_file(&board_file(&opened)), Ok(opened));
        }
    }
}

#[test]
fn links_are_as_short_as_is_said() {
    let mut table = String::new();
    for (offices, periods, each) in [(1, 12, 30), (6, 24, 12), (12, 36, 7), (12, 36, 20), (20, 36, 12), (40, 36, 12)] {
        let lengths = [0, 3].map(|hidden| payload(&figures(offices, periods, each, hidden)).len() * 4 / 3 + 12);
        table += &format!(
            "{offices} x {periods}, {each} each: {} all shown, {} with a third hidden\n",
            lengths[0], lengths[1]
        );
    }
    println!("{table}");
    let usual = link(&figures(12, 36, 7, 3)).unwrap();
    assert!(usual.len() <= USUAL_CHARS, "{}\n{table}", usual.len());
    assert!(matches!(link(&figures(60, 36, 60, 0)), Err(ShareError::TooLong(chars)) if chars > MOST_CHARS));
    // Coarser figures are made where finer ones do not fit.
    let finest_first = [figures(60, 36, 60, 0), figures(60, 3, 60, 0), figures(2, 2, 60, 0)];
    let (shared, link) = share::first_that_fits(finest_first).unwrap();
    assert!(shared.periods.len() == 3 && link.len() <= MOST_CHARS);
}
