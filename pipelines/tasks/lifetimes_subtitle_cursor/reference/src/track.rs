use crate::CueError;

/// A text and when it is shown, in milliseconds: from `start` up to, not including, `end`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue<'a> {
    pub start: u32,
    pub end: u32,
    pub text: &'a str,
}

/// The cues of a subtitle file, in file order.
#[derive(Debug, Clone)]
pub struct Track<'a> {
    cues: Vec<Cue<'a>>,
}

impl<'a> Track<'a> {
    /// Reads a track; empty lines are skipped.
    pub fn parse(source: &'a str) -> Result<Self, CueError> {
        let mut cues = Vec::new();
        for (index, line) in source.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            cues.push(parse_cue(line, index + 1)?);
        }
        Ok(Self { cues })
    }

    /// The first cue that is shown at this time.
    pub fn at(&self, time: u32) -> Option<&Cue<'a>> {
        self.cues
            .iter()
            .find(|cue| cue.start <= time && time < cue.end)
    }

    /// The texts that contain `needle`.
    pub fn find(&self, needle: &str) -> impl Iterator<Item = &'a str> {
        self.cues
            .iter()
            .map(|cue| cue.text)
            .filter(move |text| text.contains(needle))
    }

    /// Moves all cues; a time stops at 0 and at `u32::MAX`.
    pub fn shift(&mut self, by: i32) {
        for cue in &mut self.cues {
            cue.start = cue.start.saturating_add_signed(by);
            cue.end = cue.end.saturating_add_signed(by);
        }
    }

    /// Shows each cue to `visit`, until it answers `false`.
    pub fn visit(&self, mut visit: impl FnMut(&Cue<'a>) -> bool) {
        for cue in &self.cues {
            if !visit(cue) {
                break;
            }
        }
    }

    /// Walks over the cues.
    pub fn cursor(&self) -> Cursor<'_, 'a> {
        Cursor {
            track: self,
            next: 0,
        }
    }
}

/// A place between two cues of a track.
#[derive(Debug, Clone)]
pub struct Cursor<'t, 'a> {
    track: &'t Track<'a>,
    next: usize,
}

impl<'t, 'a> Cursor<'t, 'a> {
    /// Steps over the next cue and returns it.
    pub fn advance(&mut self) -> Option<&'t Cue<'a>> {
        let cue = self.track.cues.get(self.next)?;
        self.next += 1;
        Some(cue)
    }

    /// The next cue whose text contains `needle`; the cursor stands behind it, or at the end.
    pub fn seek(&mut self, needle: &str) -> Option<&'t Cue<'a>> {
        let found = self.track.cues[self.next..]
            .iter()
            .position(|cue| cue.text.contains(needle));
        self.next = found.map_or(self.track.cues.len(), |steps| self.next + steps);
        self.advance()
    }
}

fn parse_cue(line: &str, number: usize) -> Result<Cue<'_>, CueError> {
    let mut parts = line.trim_start().splitn(3, ' ');
    let start = parse_time(parts.next(), number)?;
    let end = parse_time(parts.next(), number)?;
    if end < start {
        return Err(CueError::Backwards { line: number });
    }
    let text = parts.next().unwrap_or_default().trim();
    Ok(Cue { start, end, text })
}

fn parse_time(text: Option<&str>, line: usize) -> Result<u32, CueError> {
    text.filter(|text| !text.is_empty())
        .ok_or(CueError::MissingTime { line })?
        .parse()
        .map_err(|source| CueError::BadTime { line, source })
}
