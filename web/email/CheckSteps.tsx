import "../lib/later-texts.ts";
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from "@tabler/icons-react";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./MailboxPanel.module.css";

type Steps = AnswerOf<"GET", "/mailboxes/{id}/check/">["steps"];
const ICONS = { ok: IconCheck, warning: IconAlertTriangle, failed: IconX, skipped: IconMinus };

/** Each step of a check, its result, and the server's sentence about it. */
export function CheckSteps({ steps }: { steps: Steps }) {
  const t = useTexts();
  return (
    <ol className={css.steps}>
      {steps.map(({ step, result, detail }) => {
        const Picture = ICONS[result];
        return (
          <li key={step} data-result={result}>
            <Picture size={16} stroke={1.75} role="img" aria-label={t(`email.results.${result}`)} />
            <strong>{t(`email.steps.${step}`)}</strong>
            <span>{detail}</span>
          </li>
        );
      })}
    </ol>
  );
}
