//! What markup says about an element.

/// A set of hints, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hint(pub(crate) u32);

impl Hint {
    pub(crate) const NONE: Self = Self(0);
    /// Menus, breadcrumbs, pagination.
    pub(crate) const NAV: Self = Self(1);
    pub(crate) const FOOTER: Self = Self(1 << 1);
    pub(crate) const HEADER: Self = Self(1 << 2);
    pub(crate) const SIDEBAR: Self = Self(1 << 3);
    /// Share buttons and social media.
    pub(crate) const SHARE: Self = Self(1 << 4);
    /// Related, recommended and most-read items.
    pub(crate) const RELATED: Self = Self(1 << 5);
    /// Cookie and consent notices.
    pub(crate) const COOKIE: Self = Self(1 << 6);
    /// Advertising.
    pub(crate) const AD: Self = Self(1 << 7);
    /// Comments of readers.
    pub(crate) const COMMENT: Self = Self(1 << 8);
    /// Newsletter, login, search and contact forms.
    pub(crate) const FORM: Self = Self(1 << 9);
    /// Dialogs, banners and toasts over the page.
    pub(crate) const POPUP: Self = Self(1 << 10);
    /// Bylines, dates, tag lists.
    pub(crate) const META: Self = Self(1 << 11);
    /// Captions and credits of pictures.
    pub(crate) const CAPTION: Self = Self(1 << 12);
    /// The main content.
    pub(crate) const CONTENT: Self = Self(1 << 13);
    /// Not shown.
    pub(crate) const HIDDEN: Self = Self(1 << 14);
    /// Forums and threads.
    pub(crate) const FORUM: Self = Self(1 << 15);
    /// The body of the article by its markup (`itemprop=articleBody`).
    pub(crate) const BODY: Self = Self(1 << 16);
    /// Words of boilerplate and of content alike: the links decide.
    pub(crate) const WEAK: Self = Self(1 << 17);

    /// Hints that speak against an element whatever it stands in.
    pub(crate) const AGAINST: Self = Self(
        Self::NAV.0
            | Self::FOOTER.0
            | Self::SIDEBAR.0
            | Self::SHARE.0
            | Self::RELATED.0
            | Self::COOKIE.0
            | Self::AD.0
            | Self::FORM.0
            | Self::POPUP.0,
    );

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
