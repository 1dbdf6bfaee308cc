//! Shared figures on their way: round trips, fixtures of every released format, damage by mail, mutations, and the lengths of links.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::needless_range_loop,
    reason = "a test that fails should stop where it does"
)]

use plumbline::audit::{Event, Level, Scale};
use plumbline::disclosure::{
    Actions, Basis, Cases, Cause, Count, Counts, Done, Grain, JudgedOffice, JudgedWhole, Moderation, Office, Part,
    Partners, Period, Profile, Risk, Service, Shared, Told, control,
};
use plumbline::settings::{Baseline, Phase, Settings};
use plumbline::share::{
    self, MOST_CHARS, Opened, Sealed, ShareError, board_file, fingerprint, for_page, link, open, open_board_file,
    payload, repair, shared_of_payload, version_of,
};
use plumbline::tally::Tally;

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

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.below(1 << 30) as f64 / (1u64 << 30) as f64
    }

    /// A Poisson count.
    fn around(&mut self, mean: f64) -> u32 {
        let (mut k, mut p, end) = (0, 1.0, libm::exp(-mean));
        loop {
            p *= self.between(0.0, 1.0);
            if p <= end {
                return k;
            }
            k += 1;
        }
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
        basis: None,
        notes: Vec::new(),
        unanswered: None,
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

/// The same with what only the second version holds.
fn everything_of_version_2() -> Shared {
    let part = |n, k| Part { n, k };
    Shared {
        basis: Some(Basis {
            moderation: Some(Moderation { graded: 400, moderated: 95, lowered: 20, raised: 5 }),
            actions: Some(Actions {
                raised: 320,
                closed: 250,
                overdue: 40,
                due: 300,
                in_time: 180,
                median_days: Some(31),
            }),
            cases: Some(Cases { inadequate: 90, put_right: 60, still_inadequate: 5, open: 20, overdue: 10 }),
            reaudits: Some(part(45, 30)),
            areas: vec![("Management oversight".into(), part(390, 120)), ("Llais y plentyn".into(), part(380, 40))],
            partners: Some(Partners {
                named: part(90, 35),
                agencies: vec![("Police".into(), 15), ("Health & <b>".into(), 20)],
            }),
            risk: Some(Risk { asked: 400, at_risk: 10, open: 5, overdue: 0 }),
            expected: Some(Done { expected: 420, done: 435 }),
            late: vec!["Northgate".into()],
        }),
        notes: ["Not until the re-audits are in.", "", "", "", "Ask again in March.", "", ""].map(String::from).into(),
        ..everything()
    }
}

/// The same with what only the third version holds.
fn everything_of_version_3() -> Shared {
    Shared { unanswered: Some(0b10_1000), ..everything_of_version_2() }
}

fn clear(text: &str) -> Result<Shared, ShareError> {
    match open(text)? {
        Opened::Clear(shared) => Ok(*shared),
        Opened::Sealed(_) => panic!("sealed"),
    }
}

#[test]
fn figures_come_back_as_they_were() {
    let no_basis = Shared { basis: None, ..everything_of_version_2() };
    let no_notes = Shared { notes: Vec::new(), ..everything_of_version_2() };
    for shared in [
        everything(),
        everything_of_version_2(),
        everything_of_version_3(),
        Shared { unanswered: Some(0), ..everything() },
        Shared { unanswered: Some(127), ..figures(1, 1, 4, 0) },
        no_basis,
        no_notes,
        figures(1, 1, 4, 0),
        figures(12, 36, 7, 2),
        figures(0, 0, 0, 0),
    ] {
        assert_eq!(clear(&link(&shared).unwrap()).as_ref(), Ok(&shared));
        assert_eq!(open_board_file(&board_file(&shared)).as_ref(), Ok(&shared));
        assert_eq!(open_board_file(&for_page(&shared)).as_ref(), Ok(&shared));
        assert!(!for_page(&shared).contains(['<', '>', '&']));
        assert_eq!(fingerprint(&shared).len(), 19);
    }
    assert_ne!(fingerprint(&everything()), fingerprint(&figures(3, 5, 20, 4)));
    let mut other = everything_of_version_2();
    other.notes[6] = "x".into();
    assert_ne!(fingerprint(&other), fingerprint(&everything_of_version_2()));
    // Counts that are not rounded are no share's, whoever wrote the file.
    let text = board_file(&everything_of_version_2()).replacen("\"put_right\":60", "\"put_right\":61", 1);
    assert_eq!(open_board_file(&text), Err(ShareError::Damaged));
    // Nor are questions that there are not, or in another order.
    assert_ne!(fingerprint(&everything_of_version_3()), fingerprint(&everything_of_version_2()));
    let text = board_file(&everything_of_version_3());
    assert!(text.contains("\"unanswered\":[4,6]"), "{text}");
    for wrong in ["[0,4]", "[4,8]", "[6,4]", "[4,4]", "[4]", "null"] {
        let text = text.replacen("[4,6]", wrong, 1);
        assert_eq!(open_board_file(&text), Err(ShareError::Damaged), "{wrong}");
    }
}

#[test]
fn the_second_version_takes_little_room() {
    let chars = |shared: &Shared| link(shared).unwrap().len();
    let without_notes = Shared { notes: Vec::new(), ..everything_of_version_2() };
    let more = chars(&without_notes) - chars(&everything());
    println!("what the seven questions rest on: {more} characters");
    assert!(more <= 170, "{more}");
    assert!(chars(&everything_of_version_3()) <= chars(&everything_of_version_2()) + 4);
}

/// `WRITE_FIXTURES=3 cargo test --test sharing` writes those of the third version; one that was released is never written again.
#[test]
fn every_released_format_still_opens() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/share");
    let shared = everything();
    if std::env::var("WRITE_FIXTURES").is_ok_and(|version| version == "1") {
        std::fs::write(folder.join("link-1.txt"), link(&shared).unwrap() + "\n").unwrap();
        std::fs::write(folder.join("board-1.json"), board_file(&shared)).unwrap();
    }
    let second = everything_of_version_2();
    if std::env::var("WRITE_FIXTURES").is_ok_and(|version| version == "2") {
        std::fs::write(folder.join("link-2.txt"), link(&second).unwrap() + "\n").unwrap();
        std::fs::write(folder.join("board-2.json"), board_file(&second)).unwrap();
    }
    let third = everything_of_version_3();
    if std::env::var("WRITE_FIXTURES").is_ok_and(|version| version == "3") {
        std::fs::write(folder.join("link-3.txt"), link(&third).unwrap() + "\n").unwrap();
        std::fs::write(folder.join("board-3.json"), board_file(&third)).unwrap();
    }
    let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(clear(&text("link-3.txt")).as_ref(), Ok(&third));
    assert_eq!(open_board_file(&text("board-3.json")).as_ref(), Ok(&third));
    assert_eq!(board_file(&third), text("board-3.json"));
    assert_eq!(clear(&text("link-2.txt")).as_ref(), Ok(&second));
    assert_eq!(open_board_file(&text("board-2.json")).as_ref(), Ok(&second));
    assert_eq!(board_file(&second), text("board-2.json"));
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
    assert_eq!(open(&link.replacen("s1.", "s2.", 1)), Err(ShareError::Damaged));
    assert_eq!(open(&link.replacen("s1.", "s4.", 1)), Err(ShareError::Newer(4)));
    for shared in [everything_of_version_2(), everything_of_version_3()] {
        let link = plumbline::share::link(&shared).unwrap();
        for version in ["s1.", "s2.", "s3."].into_iter().filter(|version| !link.starts_with(version)) {
            assert_eq!(open(&format!("{version}{}", &link[3..])), Err(ShareError::Damaged), "{version} {link}");
        }
    }
    let board = board_file(&shared);
    assert_eq!(open_board_file(&board.replacen("\"version\":1", "\"version\":7", 1)), Err(ShareError::Newer(7)));
    assert_eq!(open_board_file(&board.replacen("Ashby", "Ashbx", 1)), Err(ShareError::Damaged));
    assert_eq!(open_board_file("{\"format\":\"plumbline-figures\",\"version\":3}"), Err(ShareError::NotShared));
    assert_eq!(open_board_file("{\"audits\":[]}"), Err(ShareError::Damaged));
}

#[test]
fn sealed_figures_travel_in_an_envelope() {
    let payload = payload(&figures(6, 12, 30, 5));
    let sealed =
        Sealed { version: 1, salt: [1; 16], nonce: [2; 12], iterations: Sealed::ITERATIONS, ciphertext: payload };
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
            for version in 1..=3 {
                let opened = shared_of_payload(version, &vec![byte; size]);
                assert_eq!(opened, Err(ShareError::Damaged), "{version} {byte} {size}");
            }
        }
    }
}

/// 100,000 mutations in all; none may panic or hang, and none may open as other figures.
#[test]
fn mutations_neither_panic_nor_open_as_other_figures() {
    mutate_all(&everything(), 1);
    mutate_all(&everything_of_version_2(), 2);
    mutate_all(&everything_of_version_3(), 4);
}

/// Mutates link, board file and bytes; the share of all mutations that this is, as one in so many.
fn mutate_all(shared: &Shared, one_in: usize) {
    let (link, board) = (link(shared).unwrap(), board_file(shared));
    let raw = payload(shared);
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
    for _ in 0..40_000 / one_in {
        let mut text = link.clone().into_bytes();
        mutate(&mut text, letters);
        let text = String::from_utf8_lossy(&text);
        if let Ok(Opened::Clear(opened)) = open(&text) {
            assert_eq!(*opened, *shared, "{text}");
        }
    }
    for _ in 0..20_000 / one_in {
        let mut text = board.clone().into_bytes();
        mutate(&mut text, b"0123456789\"{}[],:nulltrue");
        if let Ok(opened) = open_board_file(&String::from_utf8_lossy(&text)) {
            assert_eq!(opened, *shared);
        }
    }
    // Behind the checksum, as whoever makes links to do harm would.
    for _ in 0..40_000 / one_in {
        let mut bytes = raw.clone();
        mutate(&mut bytes, &every);
        if let Ok(opened) = shared_of_payload(version_of(shared), &bytes) {
            assert_eq!(open_board_file(&board_file(&opened)), Ok(opened));
        }
    }
}

const OFFICES: [&str; 20] = [
    "Northgate",
    "Harbour and Quays",
    "Upper Thornley",
    "St Aldhelm's",
    "Millbrook",
    "Castle Hill",
    "Wrexley Park",
    "Eastern Vale",
    "Kingsmead",
    "Lowfield",
    "Penrose",
    "Marsh Lane",
    "Oakhampton",
    "Tyndale",
    "Riverside",
    "Beckford",
    "Longmoor",
    "Priory Street",
    "Winterbourne",
    "Queensway",
];
const SERVICES: [&str; 8] = [
    "Assessment",
    "Family Support",
    "Children in Care",
    "Care Leavers",
    "Early Help",
    "Disabled Children",
    "Fostering and Adoption",
    "Youth Justice",
];
const CAUSES: [&str; 12] = [
    "Weak management oversight",
    "Supervision not recorded",
    "Plan not specific or measurable",
    "Child's voice missing",
    "Drift and delay",
    "Visits out of timescale",
    "Risk not recognised",
    "Chronology absent",
    "Thresholds misapplied",
    "Partner agency did not attend",
    "Father not included",
    "Poor recording",
];

/// Figures as a sender would share them, with between `low` and `high` audits in an office and month on average.
fn realistic(seed: u64, offices: usize, months: usize, low: f64, high: f64, profile: Profile) -> Shared {
    let mut dice = Dice(seed);
    let mut counts = Counts {
        scale: Scale::default().levels,
        first_month: 2023 * 12,
        months: vec![vec![0; 4]; months],
        ..Counts::default()
    };
    let mut services = vec![vec![Tally::default(); months]; 8];
    let mut causes = vec![Tally::default(); 12];
    let rate = dice.between(0.12, 0.25);
    let busy: Vec<f64> = (0..months).map(|_| dice.between(0.85, 1.15)).collect();
    for office in 0..offices {
        let (size, own) = (dice.between(low, high), rate * dice.between(0.6, 1.5));
        let mut row = vec![Tally::default(); months];
        for month in 0..months {
            for _ in 0..dice.around(size * busy[month]) {
                let inadequate = dice.between(0.0, 1.0) < own;
                let one = Tally { n: 1, inadequate: u32::from(inadequate) };
                row[month] += one;
                counts.months[month][if inadequate { 3 } else { [0, 1, 1, 1, 2, 2, 2][dice.below(7) as usize] }] += 1;
                services[[0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7][dice.below(12) as usize]][month] += one;
                for (at, cause) in causes.iter_mut().enumerate() {
                    if dice.between(0.0, 1.0) < if inadequate { 0.3 } else { 0.12 } / (1.0 + at as f64 * 0.4) {
                        *cause += one;
                    }
                }
            }
        }
        counts.offices.push((OFFICES[office].into(), row));
    }
    counts.services = services.into_iter().zip(SERVICES).map(|(row, name)| (name.into(), row)).collect();
    counts.causes = causes.into_iter().zip(CAUSES).map(|(tally, name)| (name.into(), tally)).collect();
    let mut shared = control(&counts, profile, Grain { months: 1, merge_offices: false }, None).unwrap().shared;
    shared.told = Told {
        authority: "Westmarch County Council".into(),
        prepared_by: "J. Attwood, Head of Quality Assurance".into(),
        purpose: "Improvement Board, 12 March 2026".into(),
        prepared_on: "2026-03-01".parse().ok(),
        data_until: "2025-12-31".parse().ok(),
        invented: false,
    };
    shared.settings.target_per_mille = Some(100);
    for office in &mut shared.offices {
        if office.total.n.is_some() {
            let change = [3, 3, 2, 2, 2, 0][dice.below(6) as usize];
            let moved = change == 0;
            office.judged = Some(JudgedOffice {
                differs: [2, 2, 2, 3, 0][dice.below(5) as usize],
                change: JudgedWhole {
                    change,
                    since_month: moved.then_some(2024 * 12 + dice.below(20) as i32),
                    chance_hundredths: moved.then_some(1 + dice.below(4) as u8),
                    target: Some([1, 2, 2][dice.below(3) as usize]),
                },
            });
        }
    }
    shared.judged =
        Some(JudgedWhole { change: 0, since_month: Some(2024 * 12 + 3), chance_hundredths: Some(3), target: Some(2) });
    shared.events = [
        ("2023-05-17", None, "inspection", "Ofsted focused visit"),
        ("2023-11-02", Some(OFFICES[1]), "visit", "Chair's visit"),
        ("2024-02-12", None, "leadership", "New director of children's services"),
        ("2024-06-03", Some(OFFICES[3]), "staffing", "Two team managers leave"),
        ("2024-10-21", None, "capacity", "Extra senior practitioners start"),
        ("2025-07-09", Some(OFFICES[0]), "visit", "Visit by the commissioner"),
    ]
    .map(|(date, office, kind, label)| Event {
        date: date.parse().unwrap(),
        office: office.map(Into::into),
        kind: kind.into(),
        label: label.into(),
        expected: None,
    })
    .into();
    shared
}

/// Twelve offices over 36 months with eight services, twelve causes, six events and every verdict, and twenty offices.
#[test]
fn links_are_as_short_as_is_said() {
    let mut table = String::new();
    let profiles = [Profile::PUBLIC, Profile::restricted(1, 1), Profile::restricted(3, 1)];
    for (offices, low, high, most) in [
        (12, 0.2, 1.5, [480, 590, 530]),
        (12, 5.0, 8.0, [620, 860, 820]),
        (12, 10.0, 30.0, [980, 1020, 1020]),
        (12, 28.0, 30.0, [1030, 1030, 1070]),
        (20, 10.0, 30.0, [1320, 1420, 1400]),
    ] {
        for (profile, most) in profiles.into_iter().zip(most) {
            let lengths = [0, 1, 2].map(|seed| {
                let shared = realistic(seed, offices, 36, low, high, profile);
                let link = link(&shared).unwrap();
                assert_eq!(clear(&link).as_ref(), Ok(&shared));
                link.len()
            });
            table += &format!("{offices} x 36, {low} to {high} each, {profile:?}: {lengths:?}\n");
            assert!(lengths.into_iter().all(|length| length <= most.min(MOST_CHARS)), "{most}\n{table}");
        }
    }
    println!("{table}");
    assert!(matches!(link(&figures(60, 36, 60, 0)), Err(ShareError::TooLong(chars)) if chars > MOST_CHARS));
    // More than can be packed at all.
    assert!(matches!(link(&figures(2000, 36, 1, 1)), Err(ShareError::TooLong(chars)) if chars > MOST_CHARS));
    // Coarser figures are made where finer ones do not fit.
    let finest_first = [figures(60, 36, 60, 0), figures(20, 3, 60, 0), figures(2, 2, 60, 0)];
    let (shared, link) = share::first_that_fits(finest_first).unwrap();
    assert!(shared.periods.len() == 3 && link.len() <= MOST_CHARS);
}

/// A link takes no noticeable time, whatever is in it: `cargo test --release --test sharing takes_no_time -- --nocapture` tells how long.
#[test]
fn packing_takes_no_time() {
    let shared = realistic(1, 20, 36, 10.0, 30.0, Profile::PUBLIC);
    let bytes = payload(&shared);
    let began = std::time::Instant::now();
    (0..10).for_each(|_| drop(payload(&shared)));
    let packed = began.elapsed() / 10;
    let began = std::time::Instant::now();
    (0..10).for_each(|_| drop(shared_of_payload(1, &bytes)));
    println!("20 x 36 packed in {packed:?}, unpacked and compared in {:?}", began.elapsed() / 10);
    let mut dice = Dice(11);
    let mut longest = std::time::Duration::ZERO;
    for size in (0..200).map(|at| at * 11) {
        let bytes: Vec<u8> = (0..size).map(|_| dice.below(256) as u8).collect();
        let began = std::time::Instant::now();
        drop(shared_of_payload(3, &bytes));
        longest = longest.max(began.elapsed());
    }
    for byte in 0..=255 {
        let began = std::time::Instant::now();
        assert_eq!(shared_of_payload(3, &vec![byte; 1 << 20]), Err(ShareError::Damaged), "{byte}");
        longest = longest.max(began.elapsed());
    }
    // Noughts take next to no room: nearly as many as a reader goes along with.
    let noughts = payload(&figures(4, 3000, 0, 0));
    let began = std::time::Instant::now();
    drop(shared_of_payload(1, &noughts));
    longest = longest.max(began.elapsed());
    println!("bytes made to do harm ({} of them for 15,000 noughts and more): {longest:?} at most", noughts.len());
    assert!(longest.as_secs() < 3, "{longest:?}");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 2000, failure_persistence: None, ..Default::default() })]

    /// Whatever the bytes: figures that are packed into the same ones, or none.
    #[test]
    fn any_bytes_open_as_what_they_are_or_not_at_all(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        for version in 1..=3 {
            if let Ok(shared) = shared_of_payload(version, &bytes) {
                proptest::prop_assert_eq!((version_of(&shared), payload(&shared)), (version, bytes.clone()));
            }
        }
    }

    /// Counts that fit nothing around them, as no page would share them, come back as well.
    #[test]
    fn any_counts_come_back(
        counts in proptest::collection::vec((proptest::option::weighted(0.8, 0..u32::MAX - 1), proptest::option::weighted(0.8, 0.0..=1.0)), 60),
        offices in 0..5_usize,
        periods in 0..7_usize,
    ) {
        let mut counts = counts.into_iter().cycle().map(|(n, part)| Count {
            n,
            inadequate: n.and_then(|n| part.map(|part: f64| (f64::from(n) * part) as u32)),
        });
        let mut shared = figures(offices, periods, 20, 0);
        for count in std::iter::once(&mut shared.total.count)
            .chain(shared.periods.iter_mut().map(|period| &mut period.count))
            .chain(shared.offices.iter_mut().flat_map(|office| std::iter::once(&mut office.total).chain(&mut office.by_period)))
        {
            *count = counts.next().unwrap();
        }
        for period in shared.periods.iter_mut().chain([&mut shared.total]).filter(|period| period.count.n.is_none()) {
            period.grades = vec![None; 4];
        }
        proptest::prop_assert_eq!(shared_of_payload(1, &payload(&shared)), Ok(shared));
    }
}
