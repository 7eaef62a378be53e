import classes from "./records.module.css";

/** The parts of a button of which a phone shows the icon alone; its words are still read out. */
export const iconOnPhone = { root: classes.small!, label: classes.smallWords!, section: classes.smallIcon! };
