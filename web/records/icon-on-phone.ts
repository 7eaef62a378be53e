import classes from "./records.module.css";

/** Class names for a button that shows its icon alone on a phone; screen readers still read its words. */
export const iconOnPhone = { root: classes.small!, label: classes.smallWords!, section: classes.smallIcon! };
