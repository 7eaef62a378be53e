import { firstNameOf } from "../../wire/first-names.ts";

/** Names in a message, and the placeholders that stand for them in a macro. */
export interface MessageNames {
  contact: string | null;
  company: string | null;
  agent: string | null;
}

const escapeHtml = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const asPattern = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * The text of a message as the text of a macro: names of this customer and agent become placeholders, and pictures, which
 * belong to the ticket, are left out.
 */
export function textOfMessage(html: string, { contact, company, agent }: MessageNames): string {
  const placeholders = [
    [company, "{{ company.name }}"],
    [contact, "{{ contact.name }}"],
    [firstNameOf(contact), '{{ contact.first_name | default: "there" }}'],
    [agent, "{{ agent.name }}"],
    [firstNameOf(agent), "{{ agent.first_name }}"],
  ] as const;
  const fill = (text: string) =>
    placeholders.reduce((withParagraphs, [name, placeholder]) => {
      if (!name || name.length < 2) return withParagraphs;
      const whole = new RegExp(`(?<![\\p{L}\\p{N}])${asPattern(escapeHtml(name))}(?![\\p{L}\\p{N}])`, "gu");
      // what is a placeholder already stays as it is
      return withParagraphs.replaceAll(/\{\{.*?\}\}|[^{]+|\{/gs, (part) =>
        part.startsWith("{{") ? part : part.replaceAll(whole, () => placeholder),
      );
    }, text);
  return html
    .replaceAll(/<img\b[^>]*>/gi, "")
    .split(/(<[^>]*>)/)
    .map((part) => (part.startsWith("<") ? part : fill(part)))
    .join("");
}
