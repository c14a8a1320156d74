//! The columns of the table: an enum, so that a name and its place are one thing.

macro_rules! columns {
    ($($name:ident),* $(,)?) => {
        /// A column.
        // The names are those of the weights file; most columns of a run are reached by offset.
        #[allow(non_camel_case_types, dead_code)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        pub(crate) enum F { $($name),* }

        /// The names of the columns, as the weights file writes them.
        pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// Numbers in a row.
        pub(crate) const WIDTH: usize = NAMES.len();
    };
}

columns! {
    // The block itself.
    chars, words, link, links, commas, ends, prose, word_length, digits, upper, capitals,
    separators, wide, currency, first, last, at, copyright, address, heading, button, bold,
    broken, density, tags, images, controls, title, is_title, about, about_all, topical, phrase, exact, phrase_m1, phrase_p1, phrase_head, same_text, first_of_same,
    tag, siblings, sibling_index,
    // Its neighbours: three before, three after.
    chars_m1, chars_m2, chars_m3, chars_p1, chars_p2, chars_p3,
    link_m1, link_m2, link_m3, link_p1, link_p2, link_p3,
    ends_m1, ends_m2, ends_m3, ends_p1, ends_p2, ends_p3,
    heading_m1, heading_m2, heading_p1, heading_p2,
    kind_m1, kind_m2, kind_m3, kind_p1, kind_p2, kind_p3,
    gap_m1, gap_p1,
    prose_w4, link_w4, chars_w4, prose_w12, link_w12, chars_w12,
    // Where it stands.
    from_headline, headline_up, headline_share, longest_up, longest_share, source_before,
    index, index_end, chars_before, prose_before, since_heading, heading_before, after_h1,
    from_h1, prose_back, prose_back_chars, prose_ahead, prose_ahead_chars, among_prose,
    // The elements around it, from the innermost.
    e0_chars, e0_link, e0_prose, e0_blocks, e0_twins, e0_topical, e0_length, e0_commas, e0_headings, e0_paragraphs,
    e1_chars, e1_link, e1_prose, e1_blocks, e1_twins, e1_topical, e1_length, e1_commas, e1_headings, e1_paragraphs,
    e2_chars, e2_link, e2_prose, e2_blocks, e2_twins, e2_topical, e2_length, e2_commas, e2_headings, e2_paragraphs,
    e3_chars, e3_link, e3_prose, e3_blocks, e3_twins, e3_topical, e3_length, e3_commas, e3_headings, e3_paragraphs,
    depth,
    // All elements of the page that look like its own.
    kind_count, kind_chars, kind_link, kind_prose, kind1_count, kind1_chars, kind1_link, kind1_prose,
    // Levels up to the nearest element with a hint.
    up_nav, up_footer, up_header, up_sidebar, up_share, up_related, up_cookie, up_ad, up_comment,
    up_form, up_popup, up_meta, up_caption, up_content, up_hidden, up_forum, up_body, up_weak,
    against_free, against_link, content_free,
    // Levels up to the nearest element of a name.
    up_article, up_main, up_section, up_aside, up_navtag, up_headertag, up_footertag, up_formtag, up_table,
    up_td, up_list, up_li, up_p, up_figure, up_quote, up_dl, up_details, up_pre,
    articles, article_prose, main_prose,
    // The elements that hold a share of the running text.
    up_30, up_50, up_70, up_90, link_50, link_90, branch_chars, branch_prose, branch_link,
    branch_blocks, branch_topical, branch90_chars, branch90_prose, branch90_link, branch90_side,
    // Readability's candidate.
    top_up, top_in, top_score, parent_score, top_parent_in,
    // Repeated elements.
    rec_up, rec_count, rec_chars, rec_link, rec_prose, rec_share, rec_index, rec_blocks, rec_topical,
    // The page.
    page_chars, page_prose, page_link, page_blocks, page_density, page_h1, page_h2, page_p, page_li, page_td,
    page_articles, page_images, page_controls, page_longest, page_comment, page_wide, page_heads,
    page_body, page_commas, page_topical, page_type, page_path, page_digits, page_described, ld_article, ld_product, ld_list, ld_forum,
}
