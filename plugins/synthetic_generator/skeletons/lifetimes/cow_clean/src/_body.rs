%if rule=lowercase
%if trap=always_owned & side=start
    {{key}}.to_lowercase()
%elif trap=returns_local & side=start
    if {{key}}.chars().any(|letter| !letter.to_lowercase().eq([letter])) {
        &{{key}}.to_lowercase()
    } else {
        {{key}}
    }
%else
    if {{key}}.chars().any(|letter| !letter.to_lowercase().eq([letter])) {
        Cow::Owned({{key}}.to_lowercase())
    } else {
        Cow::Borrowed({{key}})
    }
%end
%elif rule=spaces
%if trap=always_owned & side=start
    {{key}}.split_whitespace().collect::<Vec<_>>().join(" ")
%elif trap=returns_local & side=start
    if {{key}}.split(' ').eq({{key}}.split_whitespace()) {
        return {{key}};
    }
    let words: Vec<_> = {{key}}.split_whitespace().collect();
    &words.join(" ")
%else
    if {{key}}.split(' ').eq({{key}}.split_whitespace()) {
        return Cow::Borrowed({{key}});
    }
    let words: Vec<_> = {{key}}.split_whitespace().collect();
    Cow::Owned(words.join(" "))
%end
%else
%if trap=always_owned & side=start
    {{key}}.replace('_', "-")
%elif trap=returns_local & side=start
    if !{{key}}.contains('_') {
        return {{key}};
    }
    let dashed = {{key}}.replace('_', "-");
    dashed.as_str()
%else
    if {{key}}.contains('_') {
        Cow::Owned({{key}}.replace('_', "-"))
    } else {
        Cow::Borrowed({{key}})
    }
%end
%end
