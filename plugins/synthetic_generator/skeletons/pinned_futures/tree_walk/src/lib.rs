//! Walks over a tree of {{group.words}} nodes whose {{quantity.words}} is asked for asynchronously.

%if trap=borrow_static
use std::pin::Pin;

%end
/// One node and what lies below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct {{group.camel}} {
    pub name: String,
%if children=vec
    pub below: Vec<{{group.camel}}>,
%else
    pub left: Option<Box<{{group.camel}}>>,
    pub right: Option<Box<{{group.camel}}>>,
%end
}

impl {{group.camel}} {
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    fn children(&self) -> impl Iterator<Item = &Self> {
%if children=vec
        self.below.iter()
%else
        self.left.iter().chain(&self.right).map(AsRef::as_ref)
%end
    }
}

%if source=trait_method
/// Where the {{quantity.words}} of a node comes from.
pub trait Source {
    fn {{quantity}}(&self, name: &str) -> impl Future<Output = u32>;
}
%else
/// Where the {{quantity.words}} of a node comes from.
#[derive(Debug, Clone)]
pub struct Source<F> {
    ask: F,
}

impl<F: AsyncFn(&str) -> u32> Source<F> {
    pub fn new(ask: F) -> Self {
        Self { ask }
    }

    pub async fn {{quantity}}(&self, name: &str) -> u32 {
        (self.ask)(name).await
    }
}
%end

%if fold=sum
/// The sum over a node and all below it; unit: {{unit.words}}.
%else
/// The largest sum along one way down; unit: {{unit.words}}.
%end
%if trap=borrow_static
%if source=trait_method & side=start
pub fn walk<S: Source>(node: &{{group.camel}}, source: &S) -> Pin<Box<dyn Future<Output = u32>>> {
%elif source=trait_method
pub fn walk<'a, S: Source>(
    node: &'a {{group.camel}},
    source: &'a S,
) -> Pin<Box<dyn Future<Output = u32> + 'a>> {
%elif side=start
pub fn walk<F: AsyncFn(&str) -> u32>(node: &{{group.camel}}, source: &Source<F>) -> Pin<Box<dyn Future<Output = u32>>> {
%else
pub fn walk<'a, F: AsyncFn(&str) -> u32>(
    node: &'a {{group.camel}},
    source: &'a Source<F>,
) -> Pin<Box<dyn Future<Output = u32> + 'a>> {
%end
    Box::pin(async move {
        let own = source.{{quantity}}(&node.name).await;
        let mut below = 0;
        for child in node.children() {
%if fold=sum
            below += walk(child, source).await;
%else
            below = walk(child, source).await.max(below);
%end
        }
        own + below
    })
}
%else
%if source=trait_method
pub async fn walk<S: Source>(node: &{{group.camel}}, source: &S) -> u32 {
%else
pub async fn walk<F: AsyncFn(&str) -> u32>(node: &{{group.camel}}, source: &Source<F>) -> u32 {
%end
%if trap=missing_await & side=start
    let own = source.{{quantity}}(&node.name);
%else
    let own = source.{{quantity}}(&node.name).await;
%end
    let mut below = 0;
    for child in node.children() {
%if trap=unboxed & side=start & fold=sum
        below += walk(child, source).await;
%elif trap=unboxed & side=start
        below = walk(child, source).await.max(below);
%elif fold=sum
        below += Box::pin(walk(child, source)).await;
%else
        below = Box::pin(walk(child, source)).await.max(below);
%end
    }
%if trap=missing_await & side=start
    below + own
%else
    own + below
%end
}
%end
%if trap=count & side=done

/// The names of a node and all below it, top first.
pub async fn visit_names(node: &{{group.camel}}) -> Vec<String> {
    let mut names = vec![node.name.clone()];
    for child in node.children() {
        names.append(&mut Box::pin(visit_names(child)).await);
    }
    names
}
%end

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// Enough for futures that are ready at once.
    fn ready_value<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

%if source=trait_method
    struct Lengths;

    impl Source for Lengths {
        fn {{quantity}}(&self, name: &str) -> impl Future<Output = u32> {
            ready(name.bytes().map(|_| 1).sum())
        }
    }
%end

    fn tree() -> {{group.camel}} {
        let mut top = {{group.camel}}::new("abc");
%if children=vec
        let mut middle = {{group.camel}}::new("de");
        middle.below.push({{group.camel}}::new("f"));
        top.below.push(middle);
        top.below.push({{group.camel}}::new("ghij"));
%else
        let mut middle = {{group.camel}}::new("de");
        middle.right = Some(Box::new({{group.camel}}::new("f")));
        top.left = Some(Box::new(middle));
        top.right = Some(Box::new({{group.camel}}::new("ghij")));
%end
        top
    }

    #[test]
    fn walks_to_the_leaves() {
%if source=trait_method
        let walked = ready_value(walk(&tree(), &Lengths));
%else
        let source = Source::new(async |name: &str| ready(name.bytes().map(|_| 1).sum()).await);
        let tree = tree();
        let walked = ready_value(walk(&tree, &source));
%end
%if fold=sum
        assert_eq!(walked, Some(10));
%else
        assert_eq!(walked, Some(7));
%end
    }

    #[test]
    fn a_single_node_is_its_own_tree() {
        let single = {{group.camel}}::new("{{one}}");
%if source=trait_method
        assert_eq!(ready_value(walk(&single, &Lengths)), Some("{{one}}".len() as u32));
%else
        let source = Source::new(async |_: &str| 5);
        assert_eq!(ready_value(walk(&single, &source)), Some(5));
%end
    }
%if trap=count & side=done

    #[test]
    fn names_come_top_first() {
        let names = ready_value(visit_names(&tree()));
        assert_eq!(names, Some(["abc", "de", "f", "ghij"].map(String::from).to_vec()));
    }

    #[test]
    fn a_leaf_has_one_name() {
        let names = ready_value(visit_names(&{{group.camel}}::new("{{two}}")));
        assert_eq!(names, Some(vec!["{{two}}".to_owned()]));
    }
%end
}
