import "../lib/later-texts.ts";
import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { MacroInputs } from "../macros/MacroInputs.tsx";
import { showError } from "../ui/notices.ts";
import { SearchList } from "../ui/SearchList.tsx";
import { type AppliedTemplate, type ListedTemplate, templatesQuery } from "./template-queries.ts";
import { useAudience } from "./use-audience.ts";

interface Customer {
  company: string | null;
  contact: string | null;
  zone: string | null;
}

interface Props {
  customer: Customer;
  onApplied(template: ListedTemplate, applied: AppliedTemplate): void;
  onClose(): void;
}

/** Finds a template by its name or folder, asks for its inputs, and fills it in. */
export function TemplatePicker({ customer: { company, contact, zone }, onApplied, onClose }: Props) {
  const t = useTexts();
  const [asked, setAsked] = useState<ListedTemplate | null>(null);
  const apply = async (template: ListedTemplate, inputs: Record<string, string>) => {
    const body = { company, contact, zone, inputs };
    try {
      onApplied(template, await api.post("/ticket-templates/{id}/apply/", body, { path: { id: template.id } }));
    } catch (error) {
      showError(error, t("templates.notApplied"));
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={asked?.name}
      withCloseButton={asked !== null}
      closeButtonProps={{ "aria-label": t("common.close") }}
      size={560}
      padding={asked ? "md" : 0}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { "aria-label": asked?.name ?? t("templates.use") } }}
    >
      {asked ? (
        <MacroInputs macro={asked} onDone={(inputs) => apply(asked, inputs)} />
      ) : (
        <Search
          onClose={onClose}
          onPick={(template) => (template.inputs.length > 0 ? setAsked(template) : void apply(template, {}))}
        />
      )}
    </Modal>
  );
}

function Search({ onPick, onClose }: { onPick(template: ListedTemplate): void; onClose(): void }) {
  const t = useTexts();
  const audience = useAudience();
  const [text, setText] = useState("");
  const { data: templates, error } = useQuery(templatesQuery);
  const choices = (templates ?? []).map(({ id, name, folder, team }) => ({
    value: id,
    label: name,
    hint: [folder, team].join(" "),
  }));
  const byId = (id: string) => templates?.find((each) => each.id === id);
  const empty = () => {
    if (error) return t("templates.notLoaded");
    if (!templates) return t("common.loading");
    return text ? t("templates.noMatch", { text }) : t("templates.none");
  };
  return (
    <SearchList
      label={t("templates.use")}
      placeholder={t("templates.search")}
      text={text}
      onText={setText}
      choices={choices}
      isLoading={!templates}
      empty={empty()}
      hintOf={(id) => {
        const template = byId(id)!;
        return [template.folder.replaceAll("/", " › "), template.scope === "shared" ? "" : audience(template)]
          .filter(Boolean)
          .join(" · ");
      }}
      onPick={(id) => {
        const template = byId(id);
        if (template) onPick(template);
      }}
      onClose={onClose}
    />
  );
}
