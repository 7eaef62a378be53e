const root = document.documentElement;

/** Whether all rows show their boxes although no ticket is selected yet, for touch screens. */
export const showsBoxes = (): boolean => root.hasAttribute("data-choosing");
export const showBoxes = (isOn: boolean): boolean => root.toggleAttribute("data-choosing", isOn);
