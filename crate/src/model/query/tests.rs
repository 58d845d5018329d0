//! What queries mean, and what becomes of those that mean nothing.

use super::super::api::{Fault, ProgramEnd};
use super::super::counter::{Lock, Sharing};
use super::super::limits::MAX_OVERRIDES;
use super::super::mode::KernelKind;
use super::super::python::{Python, Start};
use super::super::queue::QueueOrder;
use super::super::view::{Lang, Theme};
use super::*;

fn notices(query: &str) -> Vec<(String, SpecError)> {
    decode(query)
        .notices
        .into_iter()
        .map(|notice| (notice.key, notice.error))
        .collect()
}

#[test]
fn defaults_are_left_out() {
    assert_eq!(encode(&Spec::default(), &View::default()), "");
    for preset in Preset::ALL {
        let query = encode(&preset.spec(), &View::default());
        let named = format!("v=1&preset={}", preset.name());
        assert!(query.is_empty() || query == named, "{query}");
        assert_eq!(decode(&query).spec, preset.spec());
    }
}

#[test]
fn a_step_of_the_lesson_is_meant_by_its_name_or_its_number() {
    for (index, step) in StepId::ALL.into_iter().enumerate() {
        assert_eq!(step.number(), index + 1);
        for value in [step.name().to_owned(), step.number().to_string()] {
            assert_eq!(decode(&format!("lesson={value}")).view.lesson, Some(step));
        }
    }
    for query in ["lesson=0", "lesson=17", "lesson=", "free=2"] {
        let key = query.split('=').next().expect("it has one").to_owned();
        assert_eq!(notices(query), [(key, SpecError::UnknownValue)]);
    }
    let step = |query: &str| decode(query).view.step();
    assert_eq!(step("lesson=order"), Some(StepId::Order));
    for query in ["lesson=order&free=1", "lesson=order&embed=1", "free=1"] {
        assert_eq!(step(query), None, "{query}");
    }
}

#[test]
fn a_presenter_view_shows_a_step_the_first_unless_another_is_meant() {
    let presented = |query: &str| {
        let view = decode(query).view;
        view.presents().then(|| view.step()).flatten()
    };
    assert_eq!(presented("present=1"), Some(StepId::Release));
    assert_eq!(presented("present=1&lesson=order"), Some(StepId::Order));
    for query in [
        "lesson=order",
        "present=1&embed=1",
        "present=1&lesson=1&free=1",
    ] {
        assert_eq!(presented(query), None, "{query}");
    }
    assert!(decode("lesson=1&speaker=1").view.speaker);
    assert_eq!(
        notices("speaker=2"),
        [("speaker".to_owned(), SpecError::UnknownValue)]
    );
}

#[test]
fn what_is_written_is_read_again() {
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..500 {
        let mut spec = random.choice(Preset::ALL).expect("there are some").spec();
        for field in Field::ALL {
            if random.bool() {
                field.set(&mut spec, random.u64(field.limits()));
            }
        }
        spec.set_mode(random.choice(Mode::ALL).expect("there are some"), false);
        spec.blocking = random.choice(Blocking::ALL).expect("there are some");
        spec.gil = random.bool();
        spec.kernel = random.choice(KernelKind::ALL).expect("there are some");
        spec.lock = random.choice(Lock::ALL).expect("there are some");
        spec.between = random.bool();
        spec.shared = random.choice(Sharing::ALL).expect("there are some");
        spec.order = random.choice(QueueOrder::ALL).expect("there are some");
        spec.end = random.choice(ProgramEnd::ALL).expect("there are some");
        spec.start = random.choice(Start::ALL.map(Some)).expect("there are some");
        spec.guard = random.bool();
        spec.python = random.choice(Python::ALL).expect("there are some");
        spec.fail = random.choice(Fault::ALL).expect("there are some");
        spec.apis
            .choose(random.choice(Api::ALL).expect("there are some"));
        for _ in 0..random.u8(0..4) {
            let change = Override {
                wait: random.bool().then(|| random.u32(0..=60_000)),
                work: Some(random.u64(0..=2_000_000_000)),
                fail: random.bool(),
            };
            spec.overrides.insert(random.u32(0..10_000), change);
        }
        let view = View {
            lang: random
                .choice([None, Some(Lang::Zh), Some(Lang::En)])
                .flatten(),
            theme: random.choice([None, Some(Theme::Dark)]).flatten(),
            embed: random.bool(),
            present: random.bool(),
            speaker: random.bool(),
            run: random.bool(),
            lesson: random
                .choice(StepId::ALL.map(Some))
                .expect("there are some"),
            free: random.bool(),
            moment: Moment {
                at: random.bool().then(|| random.u64(0..1 << 40) * 1_000),
                zoom: random.bool().then(|| {
                    (
                        random.u64(0..1_000) * 1_000,
                        random.u64(1_000..9_000) * 1_000,
                    )
                }),
                lane: random
                    .choice(Mode::ALL.map(|mode| Some((mode, 7))))
                    .expect("there are some"),
            },
        };
        let query = encode(&spec, &view);
        let read = decode(&query);
        assert_eq!((&read.spec, &read.view), (&spec, &view), "{query}");
        // An end may be none of these APIs', and an API, an end or a buffer of a later Python.
        let misfit = |notice: &Notice| {
            let keys = [
                "api", "end", "buffer", "blocking", "start", "guard", "recycle", "lock", "between",
                "hold", "shared", "order", "payload", "limit",
            ];
            keys.contains(&notice.key.as_str())
        };
        assert!(read.notices.iter().all(misfit), "{query}");
        assert_eq!(understand(&query), spec);
        assert_eq!(decode(&format!("?{query}")), read);
    }
}

#[test]
fn the_overrides_of_the_contract_are_understood() {
    let spec = decode("tasks=3:wait=900;5:fail").spec;
    let wait = Override {
        wait: Some(900),
        ..Override::default()
    };
    let fail = Override {
        fail: true,
        ..Override::default()
    };
    assert_eq!(spec.overrides, BTreeMap::from([(3, wait), (5, fail)]));
}

#[test]
fn short_names_choose_an_api_of_threads_and_one_of_processes() {
    let read = decode("api=as_completed,await_each");
    assert_eq!(read.notices, []);
    let apis = [
        Api::ThreadAsCompleted,
        Api::ProcessAsCompleted,
        Api::AwaitEach,
    ];
    assert_eq!(read.spec.apis.all(), apis);
    let written = "v=1&api=thread_as_completed,process_as_completed,await_each";
    assert_eq!(encode(&read.spec, &View::default()), written);
    let [threads, processes, _] = decode("api=wait_first").spec.apis.all();
    let expected = (Api::ThreadWaitFirst, Api::ProcessWaitFirst);
    assert_eq!((threads, processes), expected);
}

#[test]
fn what_a_version_of_python_lacks_is_named_and_the_nearest_holds() {
    let group = "modes=async&api=task_group&python=3.9";
    let since = |python| SpecError::Since(python);
    assert_eq!(notices(group), [("api".to_owned(), since(Python::V311))]);
    assert_eq!(decode(group).spec.api(Mode::Async), Api::Gather);
    for (query, since) in [
        ("modes=async&api=task_group&end=cancel", Python::V315),
        ("modes=processes&end=kill_workers&python=3.13", Python::V314),
    ] {
        let error = SpecError::Since(since);
        assert_eq!(notices(query), [("end".to_owned(), error)], "{query}");
        let spec = decode(query).spec;
        let mode = spec.modes[0];
        assert_eq!(spec.end_of(spec.api(mode)), ProgramEnd::Join);
    }
    assert_eq!(
        notices("modes=async&end=terminate"),
        [("end".to_owned(), SpecError::NotOfApi)]
    );
    assert_eq!(notices("modes=async,processes&end=shutdown"), []);
    let buffer = ("buffer".to_owned(), SpecError::Since(Python::V314));
    assert_eq!(notices("buffer=2&python=3.13"), [buffer]);
    assert_eq!(notices("python=3.12")[0].1, SpecError::UnknownValue);
}

#[test]
fn interpreters_are_of_3_14_and_no_processes() {
    let map = "modes=processes&api=interpreter_map";
    assert_eq!(notices(&format!("{map}&buffer=2&end=nowait")), []);
    let since = ("api".to_owned(), SpecError::Since(Python::V314));
    assert_eq!(notices(&format!("{map}&python=3.13")), [since]);
    let spec = decode(&format!("{map}&python=3.13")).spec;
    assert_eq!(spec.api(Mode::Processes), Api::ProcessMap);
    for end in ["terminate", "terminate_workers", "kill_workers"] {
        let query = format!("{map}&end={end}");
        assert_eq!(notices(&query), [("end".to_owned(), SpecError::NotOfApi)]);
        assert_eq!(
            decode(&query).spec.end_of(Api::InterpreterMap),
            ProgramEnd::Join
        );
    }
    let unused = |key: &str| (key.to_owned(), SpecError::Unused);
    let query = format!("{map}&start=spawn&guard=0&recycle=2");
    assert_eq!(notices(&query), ["start", "guard", "recycle"].map(unused));
}

#[test]
fn to_thread_is_in_threads_already() {
    let blocking = ("blocking".to_owned(), SpecError::InThreads);
    assert_eq!(notices("api=to_thread&blocking=thread"), [blocking]);
    assert_eq!(notices("api=gather&blocking=thread"), []);
}

#[test]
fn only_processes_have_a_start_method_and_need_a_guard() {
    let unused = |key: &str| (key.to_owned(), SpecError::Unused);
    let query = "modes=threads&start=spawn&guard=0";
    assert_eq!(notices(query), [unused("start"), unused("guard")]);
    let spec = decode("modes=processes&start=spawn&guard=0").spec;
    assert_eq!((spec.start(), spec.guard), (Start::Spawn, false));
    assert_eq!(
        notices("modes=processes&start=vfork")[0].1,
        SpecError::UnknownValue
    );
    let recycle = "modes=processes&recycle=2";
    let api = |api: &str| notices(&format!("{recycle}&api={api}"));
    assert_eq!(api("process"), [unused("recycle")]);
    assert_eq!(api("pool_map&python=3.9"), []);
    let since = ("recycle".to_owned(), SpecError::Since(Python::V311));
    assert_eq!(api("process_map&python=3.9"), [since]);
    let executor = decode("modes=processes&recycle=2&python=3.13").spec;
    assert_eq!(executor.start_of(Api::ProcessMap), Start::Spawn);
    assert_eq!(executor.start_of(Api::PoolMap), Start::Fork);
    for (python, start) in [("3.13", Start::Fork), ("3.14", Start::Forkserver)] {
        assert_eq!(decode(&format!("python={python}")).spec.start(), start);
    }
}

#[test]
fn only_a_queue_has_a_payload_and_an_order() {
    let unused = |key: &str| (key.to_owned(), SpecError::Unused);
    let query = "modes=processes&order=read&payload=66000";
    assert_eq!(notices(query), ["order", "payload"].map(unused));
    let query = format!("{query}&api=process_queue");
    assert_eq!(notices(&query), []);
    let spec = decode(&query).spec;
    assert_eq!((spec.order, spec.payload), (QueueOrder::Read, 66_000));
    let bad = "modes=processes&api=process_queue&order=first&payload=99999999";
    let held_to = 64 << 20;
    assert_eq!(
        notices(bad),
        [
            ("order".to_owned(), SpecError::UnknownValue),
            ("payload".to_owned(), SpecError::OutOfRange { held_to }),
        ]
    );
    assert_eq!(decode(bad).spec.order, QueueOrder::Join);
}

#[test]
fn a_semaphore_is_of_threads_and_coroutines() {
    let unused = ("limit".to_owned(), SpecError::Unused);
    assert_eq!(notices("limit=10&modes=sequential,processes"), [unused]);
    let both = "limit=10&modes=processes,async";
    assert_eq!(notices(both), []);
    let spec = decode(both).spec;
    let limits = [Mode::Processes, Mode::Async].map(|mode| spec.limit_of(mode));
    assert_eq!(limits, [None, Some(10)]);
    let bad = notices("modes=async&limit=ten");
    assert_eq!(bad, [("limit".to_owned(), SpecError::NotANumber)]);
    let held_to = 10_000;
    let beyond = notices("modes=async&limit=10001");
    assert_eq!(
        beyond,
        [("limit".to_owned(), SpecError::OutOfRange { held_to })]
    );
    assert_eq!(decode("limit=0").spec.limit_of(Mode::Async), None);
}

#[test]
fn only_the_counter_has_a_lock() {
    let of = |key: &str, error| (key.to_owned(), error);
    let query = "n=3&lock=mutex&between=1&hold=40&shared=value";
    let errors = ["lock", "between", "hold", "shared"].map(|key| of(key, SpecError::OnlyCounter));
    assert_eq!(notices(query), errors);
    let counter = format!("{query}&kernel=counter");
    assert_eq!(notices(&counter), []);
    let spec = decode(&counter).spec;
    assert_eq!(
        (spec.lock, spec.between, spec.hold, spec.shared),
        (Lock::Mutex, true, 40, Sharing::Value)
    );
    let alone = format!("{counter}&modes=threads");
    assert_eq!(notices(&alone), [of("shared", SpecError::Unused)]);
    let alone = "kernel=counter&between=1&modes=sequential,processes";
    assert_eq!(notices(alone), [of("between", SpecError::Unused)]);
    let nothing = "kernel=counter&lock=local&hold=40";
    assert_eq!(notices(nothing), [of("hold", SpecError::Unused)]);
    let unknown = notices("kernel=counter&lock=spin");
    assert_eq!(unknown, [of("lock", SpecError::UnknownValue)]);
    assert_eq!(decode("kernel=counter&lock=spin").spec.lock, Lock::None);
}

#[test]
fn a_presets_overrides_can_be_taken_back() {
    let mut spec = Preset::Convoy.spec();
    spec.overrides = BTreeMap::new();
    let query = encode(&spec, &View::default());
    assert_eq!(query, "v=1&preset=convoy&tasks=");
    assert_eq!(decode(&query).spec, spec);
}

#[test]
fn an_override_that_changes_nothing_is_left_out() {
    let mut spec = Spec::default();
    spec.overrides.insert(3, Override::default());
    assert_eq!(encode(&spec, &View::default()), "");
}

#[test]
fn each_bad_key_is_named_and_the_rest_holds() {
    let query =
        "v=7&n=20000&wait=soon&n=3&colour=red&modes=async,warp&workers=%00&tasks=1:fly;2:fail";
    let decoded = decode(query);
    assert_eq!(
        notices(query),
        [
            ("n", SpecError::Repeated),
            ("v", SpecError::UnknownVersion),
            ("n", SpecError::OutOfRange { held_to: 10_000 }),
            ("wait", SpecError::NotANumber),
            ("colour", SpecError::UnknownKey),
            ("modes", SpecError::UnknownValue),
            ("workers", SpecError::NotANumber),
            ("tasks", SpecError::UnknownValue),
        ]
        .map(|(key, error)| (key.to_owned(), error))
    );
    assert_eq!((decoded.spec.n, decoded.spec.wait), (10_000, 500));
    assert_eq!(decoded.spec.modes, [Mode::Async]);
    assert_eq!(decoded.spec.overrides.len(), 1);
}

#[test]
fn any_text_gives_a_valid_experiment() {
    let mut random = fastrand::Rng::with_seed(5);
    let valid = "v=1&preset=mixed&n=3&tasks=1:wait=5,fail;2:work=9&modes=threads&lang=en";
    for _ in 0..5_000 {
        let mut bytes = valid.as_bytes().to_vec();
        for _ in 0..random.u8(1..6) {
            let place = random.usize(0..bytes.len());
            bytes[place] ^= 1 << random.u8(0..8);
        }
        bytes.truncate(random.usize(0..=bytes.len()));
        let decoded = decode(&String::from_utf8_lossy(&bytes));
        for field in Field::ALL {
            assert!(field.limits().contains(&field.get(&decoded.spec)));
        }
    }
}

#[test]
fn a_very_long_query_is_cut_and_says_so() {
    let query = format!("n=7&{}", "é=1&".repeat(50_000));
    let decoded = decode(&query);
    assert_eq!(decoded.spec.n, 7);
    assert_eq!(decoded.notices[0].error, SpecError::TooLong);
    assert!(decoded.notices.len() <= MAX_NOTICES);
    let many: Vec<_> = (0..2_000).map(|k| format!("{k}:fail")).collect();
    let decoded = decode(&format!("tasks={}", many.join(";")));
    assert_eq!(decoded.spec.overrides.len(), MAX_OVERRIDES);
    assert_eq!(decoded.notices[0].error, SpecError::TooLong);
}
