use tabular::table;

mod text {
    pub fn or_dash(note: &Option<String>) -> String {
        note.clone().unwrap_or_else(|| String::from("-"))
    }
}

fn hex(value: &u32) -> String {
    format!("{value:#x}")
}

#[derive(Clone, tabular::Row)]
struct Place {
    lat: f32,
    #[row(head = "länge")]
    lon: f32,
}

#[derive(tabular::Row)]
struct Reading<'a, T, const N: usize>
where
    T: Copy,
{
    station: &'a str,
    #[row(head = "°C")]
    value: T,
    #[row(skip)]
    raw: [u8; N],
    #[row(with = hex)]
    flags: u32,
    #[row(head = "remark", with = crate::text::or_dash)]
    note: Option<String>,
    #[row(flatten)]
    place: Place,
    r#type: char,
}

fn reading(note: Option<&str>) -> Reading<'static, i8, 3> {
    Reading {
        station: "Kiel",
        value: -4,
        raw: [0; 3],
        flags: 255,
        note: note.map(str::to_owned),
        place: Place {
            lat: 54.5,
            lon: 10.0,
        },
        r#type: 'ä',
    }
}

#[test]
fn attributes_shape_the_columns() {
    let rows = [reading(None), reading(Some("windy"))];
    assert_eq!(rows[0].raw.len(), 3);
    assert_eq!(
        table(&rows).unwrap(),
        "station\t°C\tflags\tremark\tlat\tlänge\ttype\n\
         Kiel\t-4\t0xff\t-\t54.5\t10\tä\n\
         Kiel\t-4\t0xff\twindy\t54.5\t10\tä\n"
    );
    assert_eq!(table::<Place>(&[]).unwrap(), "lat\tlänge\n");
}

/// Neither Display nor Row.
struct Opaque;

fn opaque<T>(_: &T) -> String {
    String::from("?")
}

#[derive(tabular::Row)]
struct Unbound<A, B> {
    #[row(skip)]
    _a: A,
    #[row(with = opaque)]
    #[row(head = "B")]
    b: B,
    c: u8,
}

#[derive(tabular::Row)]
struct Nested<R: Clone = Place> {
    before: u8,
    #[row(flatten)]
    inner: R,
    after: u8,
}

#[derive(Clone, tabular::Row)]
struct Pair<T> {
    left: T,
    right: T,
}

#[test]
fn bounds_are_asked_for_only_where_needed() {
    use tabular::Row as _;
    let row = Unbound {
        _a: Opaque,
        b: Opaque,
        c: 1,
    };
    assert_eq!(Unbound::<Opaque, Opaque>::heads_of(&row), ["B", "c"]);
    assert_eq!(row.cells(), ["?", "1"]);
    let nested = Nested {
        before: 1,
        inner: Pair {
            left: 'l',
            right: 'r',
        },
        after: 2,
    };
    assert_eq!(nested.cells(), ["1", "l", "r", "2"]);
    assert_eq!(
        Nested::<Pair<u8>>::heads(),
        ["before", "left", "right", "after"]
    );
}

trait HeadsOf: tabular::Row {
    fn heads_of(_: &Self) -> Vec<String> {
        Self::heads()
    }
}

impl<T: tabular::Row> HeadsOf for T {}

mod hostile {
    pub struct String;
    pub struct Vec;
    pub enum Result {}
    pub trait ToString {}
    pub trait Iterator {}
    pub trait Display {}
    pub trait Row {}

    macro_rules! vec {
        () => {
            3
        };
    }

    pub fn not_std() -> u8 {
        vec![]
    }

    pub struct Sly;

    impl Sly {
        pub fn to_string(&self) -> u8 {
            7
        }
        pub fn cells(&self) -> u8 {
            7
        }
    }

    impl std::fmt::Display for Sly {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("sly")
        }
    }

    impl tabular::Row for Sly {
        fn heads() -> std::vec::Vec<std::string::String> {
            std::vec::Vec::from(["own".into()])
        }
        fn cells(&self) -> std::vec::Vec<std::string::String> {
            std::vec::Vec::from(["sly cell".into()])
        }
    }

    #[derive(tabular::Row)]
    pub struct Holder<'s, T> {
        pub shown: Sly,
        #[row(flatten)]
        pub flat: Sly,
        pub word: &'s str,
        pub own: T,
        #[row(with = super::opaque)]
        pub odd: u16,
    }

    pub fn unused() -> (String, Vec, Option<Result>) {
        let _ = |_: &dyn ToString, _: &dyn Iterator, _: &dyn Display, _: &dyn Row| ();
        (String, Vec, None)
    }
}

#[test]
fn the_code_is_hygienic() {
    let holder = hostile::Holder {
        shown: hostile::Sly,
        flat: hostile::Sly,
        word: "w",
        own: 0.5,
        odd: 1,
    };
    assert_eq!(
        tabular::Row::cells(&holder),
        ["sly", "sly cell", "w", "0.5", "?"]
    );
    assert_eq!(
        hostile::Holder::<u8>::heads_of(&hostile::Holder {
            shown: hostile::Sly,
            flat: hostile::Sly,
            word: "",
            own: 1,
            odd: 1,
        }),
        ["shown", "own", "word", "own", "odd"]
    );
    assert_eq!((hostile::Sly.to_string(), hostile::Sly.cells()), (7, 7));
    assert_eq!(hostile::not_std(), 3);
    assert!(hostile::unused().2.is_none());
}

#[derive(tabular::Row)]
struct Unit;

#[derive(tabular::Row)]
struct Empty {}

#[derive(tabular::Row)]
struct AllSkipped {
    #[row(skip)]
    _a: Opaque,
}

#[test]
fn no_columns() {
    assert_eq!(table(&[Unit]).unwrap(), "\n\n");
    assert_eq!(table(&[Empty {}, Empty {}]).unwrap(), "\n\n\n");
    assert_eq!(table(&[AllSkipped { _a: Opaque }]).unwrap(), "\n\n");
    assert!(Empty::heads_of(&Empty {}).is_empty());
}
