//! {{plural.title}} that wait.

/// {{plural.title}} in the order in which they came.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: Vec<String>,
}

impl Queue {
    pub fn {{verb}}(&mut self, {{key}}: &str) {
%if trap = made_twice & side = start
        self.waiting.push(String::from({{key}}.to_string()));
%else
        self.waiting.push({{key}}.to_string());
%end
    }

    /// The one that came first.
    pub fn first(&self) -> Option<&String> {
        self.waiting.first()
    }
%if extra = len

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
%end

    /// Sends the first away.
    pub fn next_{{noun}}(&mut self) -> Option<String> {
%if trap = never_changed & side = start
        let mut none_left = self.waiting.is_empty();
%else
        let none_left = self.waiting.is_empty();
%end
        if none_left { None } else { Some(self.waiting.remove(0)) }
    }

    /// Their names, from the first on.
    pub fn {{parts}}(&self) -> Vec<&str> {
%if trap = same_again & side = start
        self.waiting.iter().map(|{{key}}| {{key}}.as_str()).map(|{{key}}| {{key}}).collect()
%else
        self.waiting.iter().map(|{{key}}| {{key}}.as_str()).collect()
%end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Queue {
        let mut queue = Queue::default();
        queue.{{verb}}("{{one}}");
        queue.{{verb}}("{{two}}");
        queue
    }

    #[test]
    fn the_first_goes_first() {
        let mut queue = two();
        assert_eq!(queue.first().map(String::as_str), Some("{{one}}"));
        assert_eq!(queue.next_{{noun}}().as_deref(), Some("{{one}}"));
        assert_eq!(queue.next_{{noun}}().as_deref(), Some("{{two}}"));
        assert_eq!(queue.next_{{noun}}(), None);
    }

    #[test]
    fn keeps_the_order() {
        assert_eq!(two().{{parts}}(), ["{{one}}", "{{two}}"]);
%if extra = len
        assert_eq!(two().len(), 2);
%end
    }
}
