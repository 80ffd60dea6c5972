//! A map and a set for as many entries as a tray has, kept in order in a list.
//!
//! What `BTreeMap` does better, it does for sizes no tray reaches, and each
//! kind of it costs the widget five kilobytes and more.

/// Values by key, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedMap<K, V>(Vec<(K, V)>);

/// Keys, ascending, each once.
pub type SortedSet<K> = SortedMap<K, ()>;

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Copy + Ord, V> SortedMap<K, V> {
    fn place(&self, key: K) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(&key))
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one under this key.
    #[must_use]
    pub fn contains(&self, key: &K) -> bool {
        self.place(*key).is_ok()
    }

    /// The value under this key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.place(*key).ok().map(|at| &self.0[at].1)
    }

    /// The value under this key, to change it.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.place(*key).ok().map(|at| &mut self.0[at].1)
    }

    /// The value under this key, made first if there is none.
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let at = self.place(key).unwrap_or_else(|at| {
            self.0.insert(at, (key, make()));
            at
        });
        &mut self.0[at].1
    }

    /// Puts a value under this key, in place of another; true if the key is new.
    pub fn insert(&mut self, key: K, value: V) -> bool {
        match self.place(key) {
            Ok(at) => {
                self.0[at].1 = value;
                false
            }
            Err(at) => {
                self.0.insert(at, (key, value));
                true
            }
        }
    }

    /// Takes out what is under this key.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.place(*key).ok().map(|at| self.0.remove(at).1)
    }

    /// Keeps only the entries of which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| keep(key, value));
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The entries, ascending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The entries, ascending, to change their values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.0.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// The keys, ascending.
    pub fn keys(&self) -> impl Iterator<Item = K> {
        self.0.iter().map(|(key, _)| *key)
    }

    /// The values, ascending by key.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values, ascending by key, to change them.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// The entries, ascending.
    pub fn into_entries(self) -> Vec<(K, V)> {
        self.0
    }
}

impl<K: Copy + Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Copy + Ord> FromIterator<K> for SortedSet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        keys.into_iter().map(|key| (key, ())).collect()
    }
}

impl<K: Copy + Ord> SortedSet<K> {
    /// The keys that the other set does not have, ascending.
    pub fn without(&self, other: &Self) -> impl Iterator<Item = K> {
        self.keys().filter(|key| !other.contains(key))
    }
}

impl<K: Copy + Ord, const N: usize> From<[K; N]> for SortedSet<K> {
    fn from(keys: [K; N]) -> Self {
        keys.into_iter().collect()
    }
}

impl<K: Copy + Ord> Extend<K> for SortedSet<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        for key in keys {
            self.insert(key, ());
        }
    }
}

// Properties are tried out natively.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_map_of_the_standard_library_holds(
            steps in prop::collection::vec((0..4_u8, 0..20_u64, any::<u8>()), 0..60),
        ) {
            let (mut map, mut model) = (SortedMap::default(), BTreeMap::new());
            for (step, key, value) in steps {
                match step {
                    0 => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                    1 => prop_assert_eq!(
                        map.get_or_insert_with(key, || value),
                        model.entry(key).or_insert(value),
                    ),
                    2 => {
                        map.retain(|_, kept| *kept != value);
                        model.retain(|_, kept| *kept != value);
                    }
                    _ => prop_assert_eq!(
                        map.insert(key, value),
                        model.insert(key, value).is_none(),
                    ),
                }
                prop_assert_eq!(map.contains(&key), model.contains_key(&key));
                prop_assert_eq!(map.get(&key), model.get(&key));
                prop_assert!(map.iter().eq(&model));
            }
        }
    }

    #[test]
    fn a_set_has_each_key_once_in_order() {
        let mut set = SortedSet::from([5_u64, 1, 5]);
        set.extend([3, 1]);
        assert_eq!(set.keys().collect::<Vec<_>>(), [1, 3, 5]);
        let other = [3, 4].into();
        assert_eq!(set.without(&other).collect::<Vec<_>>(), [1, 5]);
    }
}
