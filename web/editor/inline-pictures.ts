import Image from "@tiptap/extension-image";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import css from "./Editor.module.css";

const CID = /^cid:([\da-f-]{36})$/i;
const fileOf = (source: unknown): string | undefined => CID.exec(String(source ?? ""))?.[1];

/** A placeholder in a draft for a picture that is uploading. */
export interface PicturePlaceholder {
  arrived(file: { id: string; name: string; file: string }): void;
  /** It is not coming any more. */
  gone(): void;
}

interface Waiting {
  /** Counts up, so that each of several at one position knows those before it. */
  nth: number;
  picture: HTMLElement;
}
/** `stands`: the position of the picture that replaced it. */
type Step = { add: Waiting; at: number } | { remove: number; stands: { at: number; size: number } | null };
const places = new PluginKey<DecorationSet>("pictures on their way");

const placeOf = (at: number, { nth, picture }: Waiting) =>
  Decoration.widget(at, picture, { nth, picture, side: -1, ignoreSelection: true });

// not part of the text until they are uploaded, so that an unfinished picture is never saved
const onTheirWay = () =>
  new Plugin<DecorationSet>({
    key: places,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, before) {
        const now = before.map(transaction.mapping, transaction.doc);
        const step = transaction.getMeta(places) as Step | undefined;
        if (!step) return now;
        if ("add" in step) return now.add(transaction.doc, [placeOf(step.at, step.add)]);
        const rest = now.remove(now.find(undefined, undefined, ({ nth }) => nth === step.remove));
        if (!step.stands) return rest;
        const { at, size } = step.stands;
        // a picture that was pasted later at the same position comes after it
        const later = rest.find(at, at, ({ nth }) => nth > step.remove);
        const newPlaces = later.map(({ spec }) => placeOf(at + size, spec as Waiting));
        return rest.remove(later).add(transaction.doc, newPlaces);
      },
    },
    props: { decorations: (state) => places.getState(state) },
  });

// a picture from another site is not loaded, but keeps its address
const isOwn = (source: unknown): boolean => /^data:image\//i.test(String(source ?? ""));
const sourceOf = (picture: HTMLElement): string | null => {
  const { file, source } = picture.dataset;
  return file ? `cid:${file}` : (source ?? picture.getAttribute("src"));
};

/**
 * Pictures within a text. Files of the ticket are named by their IDs (`cid:`), which outlive every signed address;
 * `addressOf` returns the current address of a file.
 */
export const inlinePictures = (addressOf: (id: string) => string | undefined) =>
  Image.extend({
    addAttributes() {
      return { ...this.parent?.(), src: { default: null, parseHTML: sourceOf } };
    },
    parseHTML: () => [{ tag: "img" }],
    // without a `src`, which the browser would request
    renderHTML({ HTMLAttributes: { src, alt } }) {
      const id = fileOf(src);
      return ["img", { alt, ...(id ? { "data-file": id } : isOwn(src) ? { src } : { "data-source": src }) }];
    },
    addNodeView() {
      return ({ node: { attrs } }) => {
        const picture = document.createElement("img");
        const id = fileOf(attrs.src);
        picture.alt = attrs.alt ?? "";
        if (id) picture.dataset.file = id;
        const address = id ? addressOf(id) : isOwn(attrs.src) && attrs.src;
        if (address) picture.src = address;
        return { dom: picture, ignoreMutation: () => true };
      };
    },
    addProseMirrorPlugins: () => [onTheirWay()],
  }).configure({ allowBase64: true, inline: true });

let latest = 0;

/** Shows a pale picture where it will be once it is uploaded. */
export function holdPlace(view: EditorView, at: number, file: File): PicturePlaceholder {
  latest += 1;
  const nth = latest;
  const address = URL.createObjectURL(file);
  const picture = Object.assign(document.createElement("img"), { src: address, alt: "", className: css.coming });
  view.dispatch(view.state.tr.setMeta(places, { add: { nth, picture }, at } satisfies Step));
  const leave = () => {
    URL.revokeObjectURL(address);
    if (view.isDestroyed) return null;
    const [placeholder] = places.getState(view.state)!.find(undefined, undefined, (spec) => spec.nth === nth);
    return {
      at: placeholder?.from,
      transaction: view.state.tr.setMeta(places, { remove: nth, stands: null } satisfies Step),
    };
  };
  return {
    arrived({ id, name }) {
      const place = leave();
      if (!place) return;
      const { at, transaction } = place;
      // the placeholder may have been deleted in the meantime; then the picture is an ordinary file
      if (at !== undefined) {
        const node = view.state.schema.nodes.image!.create({ src: `cid:${id}`, alt: name });
        transaction.replaceRangeWith(at, at, node);
        transaction.setMeta(places, { remove: nth, stands: { at, size: node.nodeSize } } satisfies Step);
      }
      view.dispatch(transaction);
    },
    gone() {
      const place = leave();
      if (place) view.dispatch(place.transaction);
    },
  };
}

/** Removes a file's picture from the text, at any position. */
export function removePicture(view: EditorView, id: string): void {
  const { doc, tr: transaction } = view.state;
  doc.descendants((node, at) => {
    if (node.type.name === "image" && fileOf(node.attrs.src) === id)
      transaction.delete(transaction.mapping.map(at), transaction.mapping.map(at + node.nodeSize));
  });
  if (transaction.docChanged) view.dispatch(transaction);
}
