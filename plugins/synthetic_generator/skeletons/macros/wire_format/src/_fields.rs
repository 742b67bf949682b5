    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub total_{{quantity}}: u32,
%if trap=missing_default & side=start
%else
    #[serde(default)]
%end
%if extra=list
    pub {{plural}}: Vec<{{noun.camel}}>,
%else
    pub first_{{noun}}: {{noun.camel}},
%end
