import { createArticle, publishArticle, updateArticle } from "../knowledge/articles.ts";
import { createCategory } from "../knowledge/categories.ts";
import { type Db, transact } from "../platform/database.ts";
import { sampleAuthor } from "./sample-author.ts";

const CATEGORIES = [
  { key: "sound", name: "Sound and players", names: { th: "เสียงและเครื่องเล่น" }, visibility: "public" },
  { key: "playlists", name: "Playlists and schedules", names: { th: "เพลย์ลิสต์และตารางเวลา" }, visibility: "public" },
  { key: "invoices", name: "Invoices and contract", names: { th: "ใบแจ้งหนี้และสัญญา" }, visibility: "signed_in" },
  { key: "desk", name: "For the team", names: { th: "สำหรับทีม" }, visibility: "internal" },
] as const;

const SILENT = `<p>The music has stopped, although the player has its network and its light is green. In nine of ten cases it is the amplifier. You need no tools and about three minutes.</p>
<h2>Look at the amplifier</h2>
<ul><li>Its lamp is lit. If not, check the plug and the fuse.</li><li>The dial of your zone points above 3.</li></ul>
<aside data-callout="tip"><p>Terraces often have an amplifier of their own, with a switch near the bar.</p></aside>
<h2>Try the other output</h2>
<table><tbody><tr><th>Output</th><th>Plays in</th><th>Cable</th></tr><tr><td>A</td><td>Inside</td><td>blue</td></tr><tr><td>B</td><td>Terrace, garden</td><td>white</td></tr></tbody></table>
<p>Move the white cable from B to A. If the terrace plays now, output B is broken and we send you a new amplifier.</p>`;
const SILENT_TH = `<p>เครื่องเล่นต่อเครือข่ายและเล่นอยู่ แต่ไม่มีเสียงในห้อง ส่วนใหญ่เกิดจากเครื่องขยายเสียง</p>
<h2>ตรวจเครื่องขยายเสียง</h2><ul><li>ไฟต้องติด ถ้าไม่ติดให้ตรวจปลั๊กและฟิวส์</li><li>ปุ่มของโซนต้องอยู่สูงกว่า 3</li></ul>`;

const ARTICLES = [
  { category: "sound", title: "Green light, but no sound", html: SILENT, th: ["ไฟเขียว แต่ไม่มีเสียง", SILENT_TH] },
  {
    category: "sound",
    title: "The player shows a red light",
    html: "<p>The player has no network. Unplug it, wait ten seconds, and plug it in again. If the light stays red after two minutes, check the cable to your router.</p>",
  },
  {
    category: "sound",
    title: "After a new switch or router",
    html: "<p>The player finds a new network by itself if it gives out addresses (DHCP). Ports 80 and 443 must be open to the outside.</p>",
  },
  {
    category: "playlists",
    title: "Take a song out of a playlist",
    html: "<p>Tell us the title and when it played. We remove it within a day.</p>",
  },
  {
    category: "playlists",
    title: "Other music on Sundays",
    html: "<p>Each day can have a schedule of its own. Open <b>Schedule</b>, choose Sunday, and drag a playlist to the hours.</p>",
  },
  {
    category: "invoices",
    title: "A copy of an invoice",
    html: "<p>Write to us with the month, and we send the invoice again as a PDF.</p>",
  },
  {
    category: "desk",
    title: "When to send a new amplifier",
    html: "<p>Send one if both outputs were tried and only one plays. Note the serial number in the ticket first.</p>",
  },
] as const;

/** Adds a few articles to a desk without any. */
export async function writeDemoArticles(db: Db): Promise<void> {
  const actor = await sampleAuthor(db, ["kb_articles", "kb_categories"]);
  if (!actor) return;
  await transact(db, async (db) => {
    const ids = new Map<string, string>();
    for (const [position, { key, ...values }] of CATEGORIES.entries())
      ids.set(key, await createCategory(db, actor, { ...values, names: { ...values.names }, position }));
    for (const { category, title, html, ...more } of ARTICLES) {
      const visibility = category === "desk" ? "internal" : "public";
      const id = await createArticle(db, actor, { category: ids.get(category)!, title, html, visibility });
      if ("th" in more) {
        const [title, html] = more.th;
        await updateArticle(db, actor, id, { language: "th", title, html }, null);
      }
      await publishArticle(db, actor, id, null);
    }
  });
}
