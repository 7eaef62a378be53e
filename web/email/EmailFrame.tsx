import css from "./EmailFrame.module.css";

/**
 * Shows an email without scripts, forms and navigation, in an origin of its own. The page's policy blocks remote pictures.
 */
export const EmailFrame = ({ html, title, height = 420 }: { html: string; title: string; height?: number }) => (
  <iframe className={css.frame} sandbox="" srcDoc={html} title={title} style={{ height }} />
);
