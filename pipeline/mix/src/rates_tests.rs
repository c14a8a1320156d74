use super::*;

/// Maltese in FineWeb-2: documents of clusters of 1, 2, ... 101, and of 102 or more, that came to the
/// filters and that passed. From `misc/rehydration/distributions/mlt_Latn.json` of huggingface/fineweb-2
/// (commit d0defb2), which has the share removed and the documents that passed.
const MALTESE: &[(u64, u64)] = &[
    (7957314, 268363),
    (795793, 78349),
    (384437, 36338),
    (252901, 25427),
    (172490, 17982),
    (125274, 11400),
    (82824, 7774),
    (64277, 6433),
    (50404, 5062),
    (42599, 3934),
    (33264, 2935),
    (29662, 2486),
    (24505, 2531),
    (21067, 1920),
    (18460, 1514),
    (15013, 1261),
    (12488, 1042),
    (11579, 1044),
    (9936, 914),
    (9089, 798),
    (7879, 693),
    (7162, 639),
    (6379, 575),
    (6213, 491),
    (5514, 451),
    (5254, 421),
    (4732, 423),
    (4552, 453),
    (4244, 481),
    (4163, 484),
    (3734, 436),
    (3348, 371),
    (3022, 306),
    (2741, 275),
    (2541, 244),
    (2451, 208),
    (2183, 194),
    (1983, 131),
    (1695, 128),
    (1501, 86),
    (1210, 102),
    (1173, 98),
    (1077, 92),
    (930, 78),
    (841, 71),
    (834, 86),
    (766, 70),
    (821, 76),
    (747, 74),
    (700, 68),
    (701, 91),
    (694, 69),
    (623, 62),
    (646, 70),
    (549, 71),
    (625, 84),
    (599, 83),
    (619, 90),
    (593, 108),
    (642, 104),
    (541, 103),
    (607, 124),
    (523, 94),
    (507, 89),
    (435, 77),
    (406, 69),
    (400, 64),
    (399, 53),
    (386, 59),
    (353, 44),
    (355, 29),
    (353, 37),
    (337, 33),
    (274, 18),
    (316, 26),
    (288, 27),
    (268, 30),
    (269, 33),
    (265, 23),
    (249, 33),
    (247, 55),
    (267, 47),
    (275, 62),
    (298, 66),
    (287, 59),
    (260, 62),
    (246, 49),
    (267, 56),
    (231, 36),
    (228, 50),
    (211, 46),
    (175, 30),
    (194, 28),
    (206, 24),
    (186, 29),
    (174, 17),
    (152, 16),
    (147, 16),
    (137, 9),
    (127, 13),
    (107, 17),
    (10296, 694),
];

/// The weights that were published for it: `misc/rehydration/weights/up_to_10_reps.json` and `up_to_03_reps.json`.
const UP_TO_10: &[(u32, u32)] = &[
    (1, 1),
    (2, 3),
    (29, 4),
    (34, 3),
    (38, 2),
    (43, 3),
    (49, 4),
    (55, 5),
    (57, 6),
    (60, 7),
    (66, 6),
    (69, 5),
    (70, 4),
    (72, 3),
    (78, 4),
    (79, 5),
    (80, 6),
    (81, 7),
    (82, 8),
    (83, 9),
    (87, 8),
    (91, 7),
    (93, 6),
    (94, 5),
    (96, 4),
    (98, 3),
    (99, 4),
    (100, 3),
    (101, 6),
    (102, 2),
];
const UP_TO_3: &[(u32, u32)] = &[
    (1, 1),
    (2, 2),
    (3, 1),
    (4, 2),
    (9, 1),
    (28, 2),
    (35, 1),
    (48, 2),
    (72, 1),
    (77, 2),
    (82, 3),
    (91, 2),
    (102, 1),
];

fn maltese() -> Vec<Class> {
    let sizes = MALTESE.iter().zip(1..);
    sizes
        .map(|((came, passed), size)| Class {
            size,
            came: *came,
            passed: *passed,
        })
        .collect()
}

#[test]
fn the_published_weights_come_out() {
    for (most, published) in [(10, UP_TO_10), (3, UP_TO_3)] {
        let published: Vec<_> = published.iter().map(|(s, t)| (*s, f64::from(*t))).collect();
        assert_eq!(times(&maltese(), most).unwrap(), published);
    }
}

#[test]
fn pooled_classes_are_large_enough_and_lose_nothing() {
    let pooled = pool(&maltese(), FEWEST);
    assert!(pooled.iter().all(|class| class.came >= FEWEST));
    let sum = |classes: &[Class]| {
        let came: u64 = classes.iter().map(|class| class.came).sum();
        (came, classes.iter().map(|class| class.passed).sum::<u64>())
    };
    assert_eq!(sum(&pooled), sum(&maltese()));
    // Up to 43 every size has 1,000 documents or more.
    assert_eq!(pooled[..43], maltese()[..43]);
    insta::assert_snapshot!(format!("{:?}", times(&pooled, 10).unwrap()));
}

#[test]
fn small_languages_are_given_once() {
    let few = [
        Class {
            size: 1,
            came: 300,
            passed: 30,
        },
        Class {
            size: 2,
            came: 30,
            passed: 29,
        },
    ];
    assert_eq!(times(&pool(&few, FEWEST), 10).unwrap(), [(1, 1.0)]);
    assert_eq!(times(&[], 10).unwrap(), []);
    let none = [Class {
        size: 1,
        came: 0,
        passed: 0,
    }];
    assert_eq!(times(&none, 10).unwrap(), []);
}

#[test]
fn a_tail_of_few_documents_goes_to_the_class_before() {
    let class = |size, came, passed| Class { size, came, passed };
    let classes = [
        class(1, 900, 1),
        class(2, 200, 1),
        class(3, 1000, 1),
        class(4, 9, 1),
    ];
    assert_eq!(
        pool(&classes, FEWEST),
        [class(1, 1100, 2), class(3, 1009, 2)]
    );
}

#[test]
fn counts_that_cannot_be_are_refused() {
    let wrong = [Class {
        size: 7,
        came: 1,
        passed: 2,
    }];
    assert!(
        times(&wrong, 10)
            .unwrap_err()
            .to_string()
            .contains("size 7")
    );
    assert!(times(&[], 0).is_err());
}
