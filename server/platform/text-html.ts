// Rules for the HTML of texts that people write, for sanitize-html: no script, form, frame or style, no address that runs.
// Emails, incoming emails and articles differ in their tags and pictures only.

export const TEXT_RULES = {
  allowedAttributes: {
    a: ["href"],
    img: ["src", "alt"],
    td: ["colspan", "rowspan"],
    th: ["colspan", "rowspan"],
    ol: ["start"],
  },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowProtocolRelative: false,
};

/** Tags whose content is not text, such as a style sheet. */
export const HIDDEN_TAGS = ["script", "style", "textarea", "option", "noscript", "title", "head"];

/** The source of a picture that is an attachment: `cid:` and its ID. */
export const FILE_SOURCE = /^cid:([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;
