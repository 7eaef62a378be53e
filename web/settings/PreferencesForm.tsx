import "../lib/later-texts.ts";
import { Input, SegmentedControl, Select, Skeleton, Stack, Switch, Textarea } from "@mantine/core";
import { useState } from "react";
import { changePreferences, type Preferences, usePreferences, useSavedPreferences } from "../lib/preferences.ts";
import { LANGUAGES, useTexts } from "../lib/texts.ts";
import { dayOf } from "../lib/time.ts";
import { loadLate } from "../ui/load-late.tsx";
import { showError } from "../ui/notices.ts";
import { useSearchable } from "../ui/use-searchable.ts";

const ZONES = Intl.supportedValuesOf("timeZone");
const START_VIEWS = ["my_open", "unassigned", "my_team", "overdue", "urgent", "waiting", "all"] as const;

/** Saves preferences. False if the server refused them; a notice says so. */
function useChange() {
  const t = useTexts();
  return (changes: Partial<Preferences>) =>
    changePreferences(changes).then(
      () => true,
      (error) => {
        showError(error, t("problems.preferences"));
        return false;
      },
    );
}

/** Each preference takes effect as soon as it is chosen. */
export function PreferencesForm() {
  const t = useTexts();
  const now = usePreferences();
  const savedPreferences = useSavedPreferences();
  const change = useChange();
  return (
    <Stack gap="lg">
      <Choice
        name="theme"
        values={["auto", "light", "dark"]}
        value={now.theme}
        onChange={(theme) => change({ theme })}
      />
      <Choice
        name="density"
        values={["spacious", "comfortable", "compact"]}
        value={now.density}
        onChange={(density) => change({ density })}
      />
      <Select
        label={t("settings.language")}
        data={[
          { value: "", label: t("settings.ofDevice") },
          ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label })),
        ]}
        value={now.language}
        allowDeselect={false}
        onChange={(language) => change({ language: language ?? "" })}
      />
      <Select
        label={t("settings.startView")}
        data={START_VIEWS.map((value) => ({ value, label: t(`settings.views.${value}`) }))}
        value={now.start_view || "my_open"}
        allowDeselect={false}
        onChange={(start_view) => change({ start_view: start_view ?? "" })}
      />
      <Times now={now} change={change} />
      {savedPreferences ? (
        <Signature value={savedPreferences.signature} onChange={(signature) => change({ signature })} />
      ) : (
        <Skeleton height={124} />
      )}
      <AfterReply now={now} change={change} />
      <Switch
        label={t("settings.singleKeys")}
        description={t("settings.singleKeysAbout")}
        checked={now.shortcuts}
        onChange={(event) => change({ shortcuts: event.currentTarget.checked })}
      />
    </Stack>
  );
}

interface PartProps {
  now: Preferences;
  change(changes: Partial<Preferences>): Promise<boolean>;
}

/** What a reply does to its ticket and to the page. */
function AfterReply({ now, change }: PartProps) {
  const t = useTexts();
  return (
    <>
      <Switch
        label={t("settings.autoAdvance")}
        checked={now.auto_advance}
        onChange={(event) => change({ auto_advance: event.currentTarget.checked })}
      />
      <Switch
        label={t("settings.assignOnReply")}
        checked={now.assign_on_reply}
        onChange={(event) => change({ assign_on_reply: event.currentTarget.checked })}
      />
    </>
  );
}

/** The format of times, and the user's time zone. */
function Times({ now, change }: PartProps) {
  const t = useTexts();
  const searchable = useSearchable();
  return (
    <>
      <Select
        label={t("settings.dateFormat")}
        data={(["system", "iso", "dmy", "mdy"] as const).map((value) => ({
          value,
          label: t(`settings.dates.${value}`),
        }))}
        description={t("settings.today", { day: dayOf(new Date()) })}
        value={now.date_format}
        allowDeselect={false}
        onChange={(format) => change({ date_format: (format ?? "system") as Preferences["date_format"] })}
      />
      <Select
        label={t("settings.timeZone")}
        data={[{ value: "", label: t("settings.ofDevice") }, ...ZONES.map((zone) => ({ value: zone, label: zone }))]}
        {...searchable}
        limit={100}
        value={now.time_zone}
        allowDeselect={false}
        onChange={(time_zone) => change({ time_zone: time_zone ?? "" })}
      />
    </>
  );
}

function Choice<T extends Preferences["theme"] | Preferences["density"]>({
  name,
  values,
  value,
  onChange,
}: {
  name: "theme" | "density";
  values: readonly T[];
  value: T;
  onChange: (value: T) => void;
}) {
  const t = useTexts();
  return (
    <Input.Wrapper label={t(`settings.${name}`)} labelElement="div">
      <div>
        <SegmentedControl
          aria-label={t(`settings.${name}`)}
          value={value}
          onChange={(next) => onChange(next as T)}
          data={values.map((each) => ({ value: each, label: t(`look.${each}`) }))}
        />
      </div>
    </Input.Wrapper>
  );
}

const Editor = loadLate(async () => (await import("../editor/Editor.tsx")).Editor, <Skeleton height={124} />);

// saved when the field loses the focus, not at each letter; its lines become paragraphs of a reply
function Signature({ value, onChange }: { value: string; onChange: (value: string) => Promise<boolean> }) {
  const t = useTexts();
  const [editedText, setEditedText] = useState<string | null>(null);
  // editing as lines would lose formatting, links and pictures that an import or the API has set
  const isRich = htmlOf(linesOf(value)) !== value;
  const save = async () => {
    if (editedText === null) return;
    const html = isRich ? editedText : htmlOf(editedText);
    if (html === value || (await onChange(html))) setEditedText(null);
  };
  if (isRich)
    return (
      <Input.Wrapper label={t("settings.signature")} description={t("settings.signatureAbout")} labelElement="div">
        <Editor
          label={t("settings.signature")}
          placeholder=""
          text={value}
          onChange={setEditedText}
          onBlur={() => void save()}
        />
      </Input.Wrapper>
    );
  return (
    <Textarea
      label={t("settings.signature")}
      description={t("settings.signatureAbout")}
      autosize
      minRows={3}
      maxLength={4000}
      value={editedText ?? linesOf(value)}
      onChange={(event) => setEditedText(event.currentTarget.value)}
      onBlur={() => void save()}
    />
  );
}

const linesOf = (html: string): string =>
  new DOMParser().parseFromString(html.replaceAll(/<br ?\/?>|<\/p>(?=<p>)/g, "\n"), "text/html").body.textContent ?? "";

function htmlOf(text: string): string {
  if (text.trim() === "") return "";
  const html = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return html
    .split("\n")
    .map((line) => `<p>${line}</p>`)
    .join("");
}
