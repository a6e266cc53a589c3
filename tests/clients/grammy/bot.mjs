// A bot on npm's grammY. Arguments: address of the server, token, "polling" or "webhook".
// Says "siap" (and the webhook's port) on standard output; ends when standard input closes.
import { createServer } from "node:http";
import { Bot, InlineKeyboard, InputFile, webhookCallback } from "grammy";

const [address, token, way] = process.argv.slice(2);
const bot = new Bot(token, { client: { apiRoot: address } });
const keyboard = new InlineKeyboard().text("Ya", "y").url("Situs", "https://imigrasi.go.id");

bot.command("start", (ctx) => ctx.reply(`<b>Halo</b> ${ctx.match}`, { parse_mode: "HTML", reply_markup: keyboard }));

bot.callbackQuery("y", async (ctx) => {
  await ctx.answerCallbackQuery({ text: "Tersimpan", show_alert: true });
  await ctx.editMessageText("Terima kasih");
});

bot.on("message:photo", async (ctx) => {
  const file = await ctx.getFile();
  const content = await (await fetch(`${address}/file/bot${token}/${file.file_path}`)).arrayBuffer();
  await ctx.replyWithPhoto(new InputFile(new Uint8Array(content), "a.png"), { caption: `${content.byteLength} bita` });
});

// "salah <method> <json>": calls a method and tells the error's type, code, words and parameters.
bot.hears(/^salah (\w+) (.*)$/, async (ctx) => {
  const [, method, json] = ctx.match;
  try {
    await bot.api.raw[method](JSON.parse(json));
    await ctx.reply("tidak salah");
  } catch (error) {
    const { error_code, description, parameters } = error;
    await ctx.reply(JSON.stringify({ type: error.name, error_code, description, parameters }));
  }
});

bot.on("edited_message:text", (ctx) => ctx.reply(`diedit: ${ctx.editedMessage.text}`));
bot.on("my_chat_member", (ctx) => process.stdout.write(`anggota ${ctx.myChatMember.new_chat_member.status}\n`));
bot.on("message:text", (ctx) => ctx.reply(ctx.msg.text, { reply_parameters: { message_id: ctx.msg.message_id } }));
bot.on("message", (ctx) => ctx.reply(Object.keys(ctx.msg).at(-1)));
bot.catch((error) => process.stderr.write(`${error.error}\n`));

process.stdin.resume();
if (way === "webhook") {
  await bot.init();
  const server = createServer(webhookCallback(bot, "http", { secretToken: "rahasia" }));
  server.listen(0, "127.0.0.1", async () => {
    await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/`, { secret_token: "rahasia" });
    process.stdout.write("siap\n");
  });
  process.stdin.on("end", () => process.exit(0));
} else {
  process.stdin.on("end", () => bot.stop().finally(() => process.exit(0)));
  await bot
    .start({ onStart: () => process.stdout.write("siap\n"), timeout: 5 })
    .catch((error) => process.stdout.write(`berhenti ${error.error_code} ${error.description}\n`));
}
