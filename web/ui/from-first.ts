/** For a menu: it opens with its first entry marked, as lists of choices do. */
export const fromFirst = { withInitialFocusPlaceholder: false, menuItemTabIndex: 0 } as const;
