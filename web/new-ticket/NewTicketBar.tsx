import "../lib/later-texts.ts";
import { Button, Text, Title } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useState } from "react";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { t as translate, useTexts } from "../lib/texts.ts";
import { mergeFiles } from "../replies/merge-drafts.ts";
import type { AppliedTemplate, ListedTemplate } from "../ticket-templates/template-queries.ts";
import { FirstKeys } from "../ui/FirstKeys.tsx";
import { Keys } from "../ui/Keys.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { showNotice } from "../ui/notices.ts";
import { fillTemplate, withoutTemplate } from "./fill-template.ts";
import type { NewDraft } from "./new-draft.ts";
import classes from "./new-ticket.module.css";

const TemplatePicker = loadLate(async () => (await import("../ticket-templates/TemplatePicker.tsx")).TemplatePicker);

/** The title, the state of the draft, and the actions on the whole form. */
export function NewTicketBar({ draft, isBusy }: { draft: NewDraft; isBusy: boolean }) {
  const t = useTexts();
  const { state } = useStore(draft.now);
  const [isPicking, setPicking] = useState(false);
  useActions([
    {
      id: "use template",
      section: t("actions.ticket"),
      label: t("templates.use"),
      keys: "t",
      opensField: true,
      run: () => setPicking(true),
    },
  ]);
  return (
    <header className={classes.bar}>
      <Title order={1} className={classes.title}>
        {t("newTicket.title")}
      </Title>
      <DraftState draft={draft} />
      <Button
        variant="subtle"
        color="gray"
        aria-keyshortcuts="t"
        leftSection={<IconTemplate size={16} aria-hidden />}
        rightSection={
          <span aria-hidden>
            <Keys of="t" />
          </span>
        }
        className={classes.template}
        onClick={() => setPicking(true)}
      >
        {t("newTicket.template")}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        aria-label={t("newTicket.discard")}
        onClick={() => showNotice(t("newTicket.discarded"), { run: draft.discard() })}
      >
        {t("newTicket.discardShort")}
      </Button>
      <Button type="submit" loading={isBusy} disabled={state === "conflict"}>
        {t("newTicket.create")}
      </Button>
      {isPicking && <TemplatePlace draft={draft} onClose={() => setPicking(false)} />}
    </header>
  );
}

/** The picker of templates. */
function TemplatePlace({ draft, onClose }: { draft: NewDraft; onClose(): void }) {
  const t = useTexts();
  const { fields } = useStore(draft.now);
  const [text, setText] = useState("");
  return (
    <>
      <FirstKeys label={t("templates.search")} text={text} onText={setText} onEscape={onClose} />
      <TemplatePicker
        customer={fields}
        text={text}
        onText={setText}
        onClose={onClose}
        onApplied={(template, appliedTemplate) => {
          onClose();
          fill(draft, template, appliedTemplate);
        }}
      />
    </>
  );
}

/** Whether the draft is saved. */
function DraftState({ draft }: { draft: NewDraft }) {
  const t = useTexts();
  const { state, version } = useStore(draft.now);
  const showsState = state !== "loading" && state !== "conflict" && (state !== "saved" || version > 0);
  return (
    <Text size="xs" c="dimmed" role="status" className={classes.state}>
      {showsState && t(`newTicket.states.${state}`)}
    </Text>
  );
}

/** Fills in a template and says which fields it left alone. One undo removes all of it. */
function fill(draft: NewDraft, { name }: ListedTemplate, appliedTemplate: AppliedTemplate): void {
  const { fields: before, files } = draft.now.get();
  const { fields: after, kept } = fillTemplate(before, appliedTemplate);
  draft.setContent({ fields: after, files: mergeFiles(files, appliedTemplate.files) });
  const words = (names: readonly string[]) => names.map((each) => translate(`fields.${each as "status"}`)).join(", ");
  const parts = [
    kept.length > 0
      ? translate("templates.kept", { name, fields: words(kept) })
      : translate("templates.filled", { name }),
  ];
  const missing = Object.keys(appliedTemplate.missing);
  if (missing.length > 0) parts.push(translate("templates.leftOut", { fields: words(missing) }));
  showNotice(parts.join(". "), {
    run: () => {
      const now = draft.now.get();
      const others = now.files.filter(({ id }) => !appliedTemplate.files.some((each) => each.id === id));
      draft.setContent({ fields: withoutTemplate(now.fields, before, after), files: others });
    },
  });
}
