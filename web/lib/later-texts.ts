import { en } from "../texts/later/en.ts";
import { th } from "../texts/later/th.ts";
import { addLaterTexts } from "./texts.ts";

// Imported by each part whose texts are not in the first view, which has no room for them.
addLaterTexts({ en, th });
