import "../lib/later-texts.ts";
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Contradiction, contradictionOf } from "../../wire/contradictions.ts";
import { usePersonName } from "../inbox/filter-options.ts";
import { type Translate, useTexts } from "../lib/texts.ts";
import { fieldName, valueWord } from "../tickets/rule-words.ts";
import css from "./Automations.module.css";
import { type Automation, automationsQuery, type RuleParts } from "./automations-queries.ts";

interface Props {
  /** The ID of the edited automation; null for a new one. */
  id: string | null;
  rule: RuleParts;
  onOther(other: Automation): void;
}

/** Warns of active automations that undo what the edited one does, or that it undoes. A new one comes last in the list. */
export function Contradictions({ id, rule, onOther }: Props) {
  const t = useTexts();
  const person = usePersonName();
  const { data: all = [] } = useQuery(automationsQuery);
  const place = all.findIndex((each) => each.id === id);
  const contradictions = all.flatMap((other, at) => {
    if (at === place || !other.is_active) return [];
    const clash = contradictionOf(rule, other as typeof other & RuleParts, place === -1 || place > at);
    return clash ? [{ other, text: contradictionWords(t, person, clash) }] : [];
  });
  return (
    <div role="status">
      {contradictions.length > 0 && (
        <div className={css.paused}>
          {t("automations.contradicts.title", { count: contradictions.length })}
          <ul className={css.contradictions}>
            {contradictions.map(({ other, text }) => (
              <li key={other.id}>
                <Anchor component="button" type="button" inherit onClick={() => onOther(other)}>
                  {other.name}
                </Anchor>{" "}
                {text}
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function contradictionWords(
  t: Translate,
  person: (id: string) => string,
  { kind, field, ...values }: Contradiction,
): string {
  if (field === "tags") return t(`automations.contradicts.${tagKind(kind)}`, { tag: values.value });
  const word = (value: string) => valueWord(t, person, field, value);
  return t(`automations.contradicts.${kind}`, {
    field: fieldName(t, field),
    value: word(values.value),
    other: word(values.other_value),
  });
}

const tagKind = (kind: Contradiction["kind"]) =>
  kind === "overruled" ? "tagOverruled" : kind === "overrules" ? "tagOverrules" : "tag";
