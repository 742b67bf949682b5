%if separator=comma
const LOG: &str = "{{one}}, 41\n{{two}}, 7\n";
%else
const LOG: &str = "{{one}} = 41\n{{two}} = 7\n";
%end

#[test]
fn reads_every_{{part}}() -> Result<(), {{part.camel}}Error> {
%if form=iterator
    let {{parts}} = {{parts.camel}}Reader::new(LOG).collect::<Result<Vec<_>, _>>()?;
%else
    let mut reader = {{parts.camel}}Reader::new(LOG);
    let mut {{parts}} = Vec::new();
    while let Some({{part}}) = reader.next_{{part}}()? {
        {{parts}}.push({{part}});
    }
    assert_eq!(reader.rest(), "");
%end
    assert_eq!(
        {{parts}},
        [
            {{part.camel}} { {{key}}: "{{one}}", {{quantity}}: 41 },
            {{part.camel}} { {{key}}: "{{two}}", {{quantity}}: 7 },
        ]
    );
    Ok(())
}

#[test]
fn a_{{part}}_outlives_its_reader() -> Result<(), {{part.camel}}Error> {
    let log = String::from(LOG);
    let first = {
        let mut reader = {{parts.camel}}Reader::new(&log);
%if form=iterator
        reader.next().transpose()?
%else
        reader.next_{{part}}()?
%end
    };
    assert_eq!(first.map(|{{part}}| {{part}}.{{key}}), Some("{{one}}"));
    Ok(())
}

#[test]
fn a_bad_line_is_named() {
    let mut reader = {{parts.camel}}Reader::new("{{three}}");
    assert_eq!(
%if form=iterator
        reader.next(),
        Some(Err({{part.camel}}Error::NoSeparator { line: 1 }))
%else
        reader.next_{{part}}(),
        Err({{part.camel}}Error::NoSeparator { line: 1 })
%end
    );
}
%if lookup=yes

#[test]
fn finds_by_{{key}}() -> Result<(), {{part.camel}}Error> {
    let found = {
        let wanted = String::from("{{two}}");
        find_{{part}}(LOG, &wanted)?
    };
    assert_eq!(found.map(|{{part}}| {{part}}.{{quantity}}), Some(7));
    assert_eq!(find_{{part}}(LOG, "{{three}}")?, None);
    Ok(())
}
%end
%if trap=total & side=done

#[test]
fn sums_a_log() -> Result<(), {{part.camel}}Error> {
    assert_eq!(total_{{quantity}}(LOG)?, 48);
    assert_eq!(total_{{quantity}}("")?, 0);
    Ok(())
}

#[test]
fn a_bad_line_stops_the_sum() {
    assert_eq!(
        total_{{quantity}}("{{three}}"),
        Err({{part.camel}}Error::NoSeparator { line: 1 })
    );
}
%end
