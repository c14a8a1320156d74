//! Dealing tasks out to the elements of an array.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Deals tasks of these sizes out to `of` elements: the largest first, each to the element that has least
/// so far, of equals to the first one. The same sizes give the same lists everywhere, so that elements need
/// not talk about it. Each list begins with its largest task.
///
/// The largest load is at most 4/3 of the best possible one (Graham 1969, *Bounds on multiprocessing timing
/// anomalies*).
#[must_use]
pub(super) fn deal(sizes: &[u64], of: usize) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); of.max(1)];
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|task| (Reverse(sizes[*task]), *task));
    let mut loads: BinaryHeap<Reverse<(u128, usize)>> = (0..lists.len())
        .map(|element| Reverse((0, element)))
        .collect();
    for task in order {
        if let Some(Reverse((load, element))) = loads.pop() {
            lists[element].push(task);
            // A task without bytes is still a task.
            loads.push(Reverse((load + u128::from(sizes[task]).max(1), element)));
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_largest_go_first_and_apart() {
        assert_eq!(
            deal(&[1, 9, 5, 5, 2], 2),
            [vec![1, 4], vec![2, 3, 0]],
            "9 + 2 against 5 + 5 + 1"
        );
        assert_eq!(deal(&[0, 0, 0], 2), [vec![0, 2], vec![1]]);
        assert_eq!(deal(&[], 2), [vec![], Vec::<usize>::new()]);
    }

    proptest! {
        #[test]
        fn every_task_is_dealt_once_and_no_element_has_much_more(
            sizes in prop::collection::vec(0u64..1 << 40, 0..200), of in 1usize..20,
        ) {
            let lists = deal(&sizes, of);
            prop_assert_eq!(lists.len(), of);
            let mut all: Vec<usize> = lists.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..sizes.len()).collect::<Vec<_>>());
            let load = |list: &Vec<usize>| list.iter().map(|task| sizes[*task].max(1)).sum::<u64>();
            let (most, sum) = (lists.iter().map(load).max(), lists.iter().map(load).sum::<u64>());
            let largest = sizes.iter().copied().max().unwrap_or(0).max(1);
            prop_assert!(most.unwrap_or(0) <= sum / of as u64 + largest);
        }
    }
}
