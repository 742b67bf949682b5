//! Ports that fetch {{parts.words}}, chosen at run time.

%if trap=async_in_dyn & side=start
%else
use std::pin::Pin;

%end
use thiserror::Error;
%if ports=two
use tokio::sync::Mutex;
%end

/// Why {{part.a}} could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PortError {
%if failure=missing
    #[error("there is no {{part.words}} {0}")]
    Missing(String),
%else
    #[error("{name} is longer than {limit} bytes")]
    TooLong { name: String, limit: usize },
%end
}

/// One {{part.words}} as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct {{part.camel}} {
    pub {{key}}: String,
    /// Unit: {{unit.words}}.
    pub {{quantity}}: u32,
}

%if trap=async_in_dyn & side=start
%elif trap=static_future & side=start
/// A fetch under way.
pub type Fetch = Pin<Box<dyn Future<Output = Result<{{part.camel}}, PortError>> + Send>>;

%else
/// A fetch under way; it borrows its port.
pub type Fetch<'port> = Pin<Box<dyn Future<Output = Result<{{part.camel}}, PortError>> + Send + 'port>>;

%end
/// Where {{parts.words}} come from.
pub trait {{part.camel}}Port: Send + Sync {
%if trap=async_in_dyn & side=start
    async fn fetch(&self, {{key}}: String) -> Result<{{part.camel}}, PortError>;
%elif trap=static_future & side=start
    fn fetch(&self, {{key}}: String) -> Fetch;
%else
    fn fetch(&self, {{key}}: String) -> Fetch<'_>;
%end
}

/// Knows a fixed {{quantity.words}}.
#[derive(Debug)]
pub struct Fixed {
    pub {{quantity}}: u32,
%if failure=missing
    pub known: Vec<String>,
%else
    pub limit: usize,
%end
}

impl {{part.camel}}Port for Fixed {
%if trap=async_in_dyn & side=start
    async fn fetch(&self, {{key}}: String) -> Result<{{part.camel}}, PortError> {
%if failure=missing
        if !self.known.contains(&{{key}}) {
            return Err(PortError::Missing({{key}}));
        }
%else
        if {{key}}.len() > self.limit {
            return Err(PortError::TooLong { name: {{key}}, limit: self.limit });
        }
%end
        Ok({{part.camel}} { {{key}}, {{quantity}}: self.{{quantity}} })
    }
%else
%if trap=static_future & side=start
    fn fetch(&self, {{key}}: String) -> Fetch {
%else
    fn fetch(&self, {{key}}: String) -> Fetch<'_> {
%end
        Box::pin(async move {
%if failure=missing
            if !self.known.contains(&{{key}}) {
                return Err(PortError::Missing({{key}}));
            }
%else
            if {{key}}.len() > self.limit {
                return Err(PortError::TooLong { name: {{key}}, limit: self.limit });
            }
%end
            Ok({{part.camel}} { {{key}}, {{quantity}}: self.{{quantity}} })
        })
    }
%end
}
%if ports=two

/// Counts up with each fetch.
#[derive(Debug, Default)]
pub struct Counting {
    last: Mutex<u32>,
}

impl {{part.camel}}Port for Counting {
%if trap=async_in_dyn & side=start
    async fn fetch(&self, {{key}}: String) -> Result<{{part.camel}}, PortError> {
        let mut last = self.last.lock().await;
        *last += 1;
        Ok({{part.camel}} { {{key}}, {{quantity}}: *last })
    }
%else
%if trap=static_future & side=start
    fn fetch(&self, {{key}}: String) -> Fetch {
%else
    fn fetch(&self, {{key}}: String) -> Fetch<'_> {
%end
        Box::pin(async move {
            let mut last = self.last.lock().await;
            *last += 1;
            Ok({{part.camel}} { {{key}}, {{quantity}}: *last })
        })
    }
%end
}
%end
%if trap=fallback & side=done

/// Asks the second port if the first one fails.
pub struct Fallback {
    first: Box<dyn {{part.camel}}Port>,
    second: Box<dyn {{part.camel}}Port>,
}

impl Fallback {
    pub fn new(first: Box<dyn {{part.camel}}Port>, second: Box<dyn {{part.camel}}Port>) -> Self {
        Self { first, second }
    }
}

impl {{part.camel}}Port for Fallback {
    fn fetch(&self, {{key}}: String) -> Fetch<'_> {
        Box::pin(async move {
            if let Ok({{part}}) = self.first.fetch({{key}}.clone()).await {
                return Ok({{part}});
            }
            self.second.fetch({{key}}).await
        })
    }
}
%end

%if call=all
/// One {{part.words}} from each port, in their order; the first error ends it.
pub async fn collect(ports: &[Box<dyn {{part.camel}}Port>], {{key}}: &str) -> Result<Vec<{{part.camel}}>, PortError> {
    let mut {{parts}} = Vec::with_capacity(ports.len());
    for port in ports {
%if trap=manual_match & side=start
        let {{part}} = match port.fetch({{key}}.to_owned()).await {
            Ok({{part}}) => {{part}},
            Err(error) => return Err(error),
        };
        {{parts}}.push({{part}});
%else
        {{parts}}.push(port.fetch({{key}}.to_owned()).await?);
%end
    }
    Ok({{parts}})
}
%else
/// The sum of what all ports say; the first error ends it.
pub async fn collect(ports: &[Box<dyn {{part.camel}}Port>], {{key}}: &str) -> Result<u32, PortError> {
    let mut sum = 0;
    for port in ports {
%if trap=manual_match & side=start
        let {{part}} = match port.fetch({{key}}.to_owned()).await {
            Ok({{part}}) => {{part}},
            Err(error) => return Err(error),
        };
        sum += {{part}}.{{quantity}};
%else
        sum += port.fetch({{key}}.to_owned()).await?.{{quantity}};
%end
    }
    Ok(sum)
}
%end

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed({{quantity}}: u32) -> Box<dyn {{part.camel}}Port> {
%if failure=missing
        Box::new(Fixed { {{quantity}}, known: vec!["{{one}}".to_owned()] })
%else
        Box::new(Fixed { {{quantity}}, limit: 12 })
%end
    }

    fn ports() -> Vec<Box<dyn {{part.camel}}Port>> {
%if ports=two
        vec![fixed(5), Box::new(Counting::default())]
%else
        vec![fixed(5), fixed(8)]
%end
    }

    fn error() -> PortError {
%if failure=missing
        PortError::Missing("{{three}} and more".to_owned())
%else
        PortError::TooLong { name: "{{three}} and more".to_owned(), limit: 12 }
%end
    }

    #[tokio::test]
    async fn all_ports_are_asked() -> Result<(), PortError> {
        let collected = collect(&ports(), "{{one}}").await?;
%if call=all & ports=two
        assert_eq!(collected.iter().map(|{{part}}| {{part}}.{{quantity}}).collect::<Vec<_>>(), [5, 1]);
%elif call=all
        assert_eq!(collected.iter().map(|{{part}}| {{part}}.{{quantity}}).collect::<Vec<_>>(), [5, 8]);
%elif ports=two
        assert_eq!(collected, 6);
%else
        assert_eq!(collected, 13);
%end
        Ok(())
    }

    #[tokio::test]
    async fn the_first_error_is_passed_on() {
        assert_eq!(collect(&ports(), "{{three}} and more").await, Err(error()));
    }
%if trap=fallback & side=done

    #[tokio::test]
    async fn the_first_port_wins_if_it_can() -> Result<(), PortError> {
        let port = Fallback::new(fixed(5), fixed(8));
        assert_eq!(port.fetch("{{one}}".to_owned()).await?.{{quantity}}, 5);
        Ok(())
    }

    #[tokio::test]
    async fn the_second_port_helps_out() {
        struct Never;

        impl {{part.camel}}Port for Never {
            fn fetch(&self, _: String) -> Fetch<'_> {
                Box::pin(async { Err(error()) })
            }
        }

        let helped = Fallback::new(Box::new(Never), fixed(8));
        let fetched = helped.fetch("{{one}}".to_owned()).await;
        assert_eq!(fetched.map(|{{part}}| {{part}}.{{quantity}}), Ok(8));
        let both = Fallback::new(Box::new(Never), Box::new(Never));
        assert_eq!(both.fetch("{{one}}".to_owned()).await, Err(error()));
    }
%end
}
