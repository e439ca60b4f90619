//! Which sibling modules use which, and the circles among them.

use crate::modules::Module;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
};

/// A module's place: the names from the crate's root to it.
type Place = Vec<String>;

/// For each pair of siblings, the code by which the first uses the second.
type Uses = BTreeMap<(Place, Place), BTreeSet<Example>>;

/// `file:line path`, and whether the path is short: paths that start with `crate` or `super` say more and come first.
type Example = (bool, String);

/// How many examples of a use are shown.
const EXAMPLES: usize = 3;

/// Sibling modules that need each other, each with the code by which it needs the next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Circle(Vec<(Place, Place, Vec<String>)>);

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (from, to, uses) in &self.0 {
            writeln!(f, "  {} uses {}", from.join("::"), to.join("::"))?;
            for example in uses {
                writeln!(f, "    {example}")?;
            }
        }
        Ok(())
    }
}

/// The circles among a crate's modules, at every level; at most one for each module.
pub(crate) fn circles(root: &Module) -> Vec<Circle> {
    let mut uses = Uses::new();
    note(root, root, &mut Vec::new(), &mut uses);
    let mut found: Vec<Circle> = Vec::new();
    let mut in_circles = BTreeSet::new();
    for start in uses.keys().map(|(from, _)| from).collect::<BTreeSet<_>>() {
        if in_circles.contains(start) {
            continue;
        }
        let Some(path) = back_to(start, &uses) else { continue };
        let steps = path.iter().zip(path.iter().cycle().skip(1));
        found.push(Circle(steps.map(|(from, to)| step(from, to, &uses)).collect()));
        in_circles.extend(path);
    }
    found
}

fn step(from: &Place, to: &Place, uses: &Uses) -> (Place, Place, Vec<String>) {
    let examples = uses.get(&(from.clone(), to.clone())).into_iter().flatten();
    (from.clone(), to.clone(), examples.take(EXAMPLES).map(|(_, text)| text.clone()).collect())
}

/// The shortest way from a module over its siblings back to itself.
fn back_to(start: &Place, uses: &Uses) -> Option<Vec<Place>> {
    let next = |from: &Place| uses.keys().filter(move |(f, _)| f == from).map(|(_, to)| to.clone()).collect::<Vec<_>>();
    let mut queue = VecDeque::from([vec![start.clone()]]);
    let mut seen = BTreeSet::new();
    while let Some(path) = queue.pop_front() {
        for to in path.last().map(next).unwrap_or_default() {
            if to == *start {
                return Some(path);
            }
            if seen.insert(to.clone()) {
                queue.push_back([path.clone(), vec![to]].concat());
            }
        }
    }
    None
}

fn note(root: &Module, module: &Module, place: &mut Place, uses: &mut Uses) {
    for mention in &module.mentions {
        let Some(target) = owner(root, place, &mention.path, &mut BTreeSet::new()) else { continue };
        let shared = place.iter().zip(&target).take_while(|(a, b)| a == b).count();
        // A module may use its ancestors and its descendants.
        if shared < place.len() && shared < target.len() {
            let pair = (place[..=shared].to_vec(), target[..=shared].to_vec());
            let is_short = !mention.path.first().is_some_and(|first| ["crate", "super"].contains(&first.as_str()));
            let example = format!("{}:{} {}", module.file.display(), mention.line, mention.path.join("::"));
            uses.entry(pair).or_default().insert((is_short, example));
        }
    }
    for (name, child) in &module.children {
        place.push(name.clone());
        note(root, child, place, uses);
        place.pop();
    }
}

fn at<'a>(root: &'a Module, place: &[String]) -> Option<&'a Module> {
    place.iter().try_fold(root, |module, name| module.children.get(name))
}

/// The module that defines what a path names, seen from the module at `place`. Follows re-exports. `None` if it is outside this crate.
///
/// `asked` contains the names being looked up, because glob imports can be circular.
fn owner(root: &Module, place: &Place, path: &[String], asked: &mut BTreeSet<(Place, String)>) -> Option<Place> {
    let (mut place, mut rest) = (place.clone(), path);
    let mut is_qualified = false;
    while let Some((first, others)) = rest.split_first() {
        match first.as_str() {
            "crate" if !is_qualified => place.clear(),
            "self" => {}
            "super" => drop(place.pop()),
            _ => break,
        }
        (rest, is_qualified) = (others, true);
    }
    while let Some((name, others)) = rest.split_first() {
        let module = at(root, &place)?;
        if module.children.contains_key(name) {
            place.push(name.clone());
            (rest, is_qualified) = (others, true);
            continue;
        }
        if module.items.contains(name) {
            return Some(place);
        }
        if !asked.insert((place.clone(), name.clone())) {
            return None;
        }
        if let Some(import) = module.imports.get(name) {
            let behind = [import, others].concat();
            return owner(root, &place, &behind, asked);
        }
        let behind_globs = |glob: &Vec<String>| owner(root, &place, &[glob, rest].concat(), &mut asked.clone());
        // Anything else belongs to another crate, or is generated by a macro.
        return module.globs.iter().find_map(behind_globs).or_else(|| is_qualified.then(|| place.clone()));
    }
    Some(place)
}
