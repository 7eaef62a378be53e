// Reads winmail.dat (TNEF, [MS-OXTNEF]), in which Outlook wraps the files of an email.

export interface TnefFile {
  name: string;
  contentId: string | null;
  content: Uint8Array;
}

export interface Tnef {
  text: string;
  html: string;
  files: TnefFile[];
}

const SIGNATURE = 0x223e9f78;
const ATTRIBUTES = {
  codePage: 0x9007,
  messageProperties: 0x9003,
  /** Begins a file. */
  rendering: 0x9002,
  title: 0x8010,
  data: 0x800f,
  fileProperties: 0x9005,
};
const PROPERTIES = {
  text: 0x1000,
  html: 0x1013,
  data: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  contentId: 0x3712,
};
const FIXED_BYTES: Record<number, number> = {
  ...{ 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8 },
  ...{ 10: 4, 11: 4, 20: 8, 64: 8, 72: 16 },
};
const TEXT_8 = 0x1e;
const TEXT_16 = 0x1f;
const OBJECT = 0x0d;
const VARIABLE = new Set([TEXT_8, TEXT_16, OBJECT, 0x102]);
const MANY = 0x1000;
const NAMED_PROPERTY = 0x8000;
// an object begins with the ID of its interface
const INTERFACE_BYTES = 16;

/** The content of a winmail.dat; null if it is not one, or ends too early to be trusted. */
export function readTnef(bytes: Uint8Array): Tnef | null {
  try {
    return readAttributes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readAttributes(bytes: Buffer): Tnef | null {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return null;
  const message: Tnef = { text: "", html: "", files: [] };
  let codePage = 1252;
  let file: TnefFile | null = null;
  const fileNow = () => {
    if (file === null) {
      file = { name: "", contentId: null, content: Buffer.alloc(0) };
      message.files.push(file);
    }
    return file;
  };
  // level (1), attribute (4), length (4), data, checksum (2); some programs write garbage after the last one
  for (let at = 6; at + 9 <= bytes.length; ) {
    const level = bytes.readUInt8(at);
    if (level !== 1 && level !== 2) break;
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const data = slice(bytes, at + 9, length);
    at += 9 + length + 2;
    if (id === ATTRIBUTES.codePage) codePage = data.readUInt32LE(0);
    else if (id === ATTRIBUTES.messageProperties) readTexts(message, propertiesOf(data), codePage);
    else if (id === ATTRIBUTES.rendering) file = null;
    else if (id === ATTRIBUTES.title) fileNow().name ||= decode(data, codePage);
    else if (id === ATTRIBUTES.data) fileNow().content = data;
    else if (id === ATTRIBUTES.fileProperties) readFile(fileNow(), propertiesOf(data), codePage);
  }
  message.files = message.files.filter(({ content }) => content.length > 0);
  return message;
}

interface Property {
  type: number;
  data: Buffer;
}

function readTexts(message: Tnef, properties: ReadonlyMap<number, Property>, codePage: number): void {
  const textOf = (id: number) => textOfProperty(properties.get(id), codePage);
  message.text = textOf(PROPERTIES.text);
  message.html = textOf(PROPERTIES.html);
}

function readFile(file: TnefFile, properties: ReadonlyMap<number, Property>, codePage: number): void {
  const textOf = (id: number) => textOfProperty(properties.get(id), codePage);
  file.name = textOf(PROPERTIES.longName) || file.name || textOf(PROPERTIES.shortName);
  file.contentId = textOf(PROPERTIES.contentId) || file.contentId;
  const data = properties.get(PROPERTIES.data);
  if (data && file.content.length === 0)
    file.content = data.type === OBJECT ? data.data.subarray(INTERFACE_BYTES) : data.data;
}

const textOfProperty = (property: Property | undefined, codePage: number): string => {
  if (!property) return "";
  if (property.type === TEXT_16) return property.data.toString("utf16le").replaceAll("\0", "");
  return decode(property.data, codePage);
};

/** The first value of each property. */
function propertiesOf(bytes: Buffer): Map<number, Property> {
  const properties = new Map<number, Property>();
  const count = bytes.readUInt32LE(0);
  let at = 4;
  for (let n = 0; n < count; n += 1) {
    const type = bytes.readUInt16LE(at);
    const id = bytes.readUInt16LE(at + 2);
    at += 4;
    if (id >= NAMED_PROPERTY) at = afterName(bytes, at);
    const kind = type & ~MANY;
    const isVariable = VARIABLE.has(kind);
    const size = FIXED_BYTES[kind];
    if (!isVariable && size === undefined) break;
    const values = isVariable || type & MANY ? bytes.readUInt32LE(at) : 1;
    if (isVariable || type & MANY) at += 4;
    for (let value = 0; value < values; value += 1) {
      const length = isVariable ? bytes.readUInt32LE(at) : size!;
      if (isVariable) at += 4;
      const data = slice(bytes, at, length);
      if (!properties.has(id)) properties.set(id, { type: kind, data });
      at += padLength(length);
    }
  }
  return properties;
}

function afterName(bytes: Buffer, at: number): number {
  const isNumber = bytes.readUInt32LE(at + 16) === 0;
  return isNumber ? at + 24 : at + 24 + padLength(bytes.readUInt32LE(at + 20));
}

const padLength = (length: number) => Math.ceil(length / 4) * 4;

function slice(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw new RangeError("It ends too early.");
  return bytes.subarray(at, at + length);
}

function decode(bytes: Buffer, codePage: number): string {
  const label = codePage === 65001 ? "utf-8" : codePage === 932 ? "shift_jis" : `windows-${codePage}`;
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label);
  } catch {
    decoder = new TextDecoder("windows-1252");
  }
  return decoder.decode(bytes).replaceAll("\0", "");
}
