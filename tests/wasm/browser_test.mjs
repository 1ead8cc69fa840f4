// The page of edge-config/deploy/browser in Chromium, served by nothing but files. Its modules lie where
// FLUXWEIR_MODULE is; pictures of the page are kept in build/.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {createServer} from "node:http";
import {createRequire} from "node:module";
import {dirname, extname, join, normalize, resolve} from "node:path";
import test, {after, before, beforeEach} from "node:test";
import {fileURLToPath, pathToFileURL} from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const site = join(root, "build/site");
const types = {
  ".html": "text/html",
  ".css": "text/css",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};
const wait = {timeout: 30000};

let server, browser, page, origin;
const troubles = [];

function serve(request, response) {
  const path = normalize(new URL(request.url, "http://site").pathname).replace(/\/$/, "/index.html");
  const file = join(site, path);
  if (!existsSync(file)) return void response.writeHead(404).end();
  response.writeHead(200, {"content-type": types[extname(file)] ?? "text/plain"}).end(readFileSync(file));
}

before(async () => {
  const modules = resolve(dirname(process.env.FLUXWEIR_MODULE));
  execFileSync(process.execPath, [join(root, "edge-config/deploy/browser/site.mjs"), modules, site]);
  server = createServer(serve).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  origin = `http://127.0.0.1:${server.address().port}`;
  const require = createRequire(new URL("../tools/package.json", import.meta.url));
  const {default: puppeteer} = await import(pathToFileURL(require.resolve("puppeteer-core")));
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

// A fresh page whose core has been loaded. Whatever it complains of is a trouble.
beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  page.setDefaultTimeout(wait.timeout);
  troubles.length = 0;
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(origin))
      troubles.push(request.url());
  });
  await page.evaluateOnNewDocument(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective}`));
  });
  await page.setViewport({width: 1280, height: 900});
  await page.goto(origin);
  await page.waitForSelector("#receipt:not([hidden])");
});

const paper = () => page.$eval("#paper", (one) => one.innerText);
// Waits until the page says `text`; when it does not, the error tells what it says.
async function says(text) {
  const found = (want) => document.querySelector("#state").textContent.includes(want);
  await page.waitForFunction(found, wait, text).catch(async () => {
    const said = await page.$eval("#state", (one) => one.textContent);
    assert.fail(`"${said}" instead of "${text}"; ${troubles}; ${await paper()}`);
  });
}
async function type(field, text) {
  await page.$eval(`#${field}`, (one) => (one.value = ""));
  await page.type(`#${field}`, text);
}
const keep = (name) => page.screenshot({path: join(root, `build/browser-${name}.png`), fullPage: true});

// Of the first picture: its size, how many of 32 x 32 samples differ, and what it says below.
function look() {
  return page.$eval("#easel figure", (figure) => {
    const image = figure.querySelector("img");
    const canvas = new OffscreenCanvas(32, 32);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0, 32, 32);
    const pixels = new Uint32Array(context.getImageData(0, 0, 32, 32).data.buffer);
    const caption = figure.querySelector("figcaption").innerText;
    return {width: image.naturalWidth, height: image.naturalHeight, colours: new Set(pixels).size, caption};
  });
}

test("tells receipt and price while one types, and paints the picture", async () => {
  await type("field-prompt", "a red fox in an autumn forest");
  await page.select("#model", "flux-1-schnell");
  await type("field-seed", "7");
  await page.click("#field-enhance_prompt");
  const told = await paper();
  assert.match(told, /\$0\.00\d+/);
  assert.match(told, /Seed\s+7\b/);
  assert.match(told, /a red fox in an autumn forest, /);
  assert.match(told, /POST renderer:paint/);
  assert.ok((await page.$$("#paper ins")).length > 2);
  await page.click("#paint");
  await page.waitForSelector("#easel img", wait);
  await says("The picture is there");
  const seen = await look();
  assert.deepEqual([seen.width, seen.height], [1024, 768]);
  assert.ok(seen.colours > 100, `${seen.colours} colours`);
  assert.match(seen.caption, /1024 × 768 · JPEG, \d+ KiB · seed 7/);
  await keep("painted");
  assert.deepEqual(troubles, []);
});

test("paints Ultra at its full size, and the call to a vendor beside it", async () => {
  await page.evaluate(() => document.querySelectorAll("#paper details").forEach((one) => (one.open = true)));
  assert.match(await paper(), /\$0\.06/);
  assert.match(await paper(), /POST https:\/\/api\.bfl\.ai\/v1\/flux-pro-1\.1-ultra/);
  await page.click("#paint");
  await page.waitForSelector("#easel img", wait);
  await says("The picture is there");
  const seen = await look();
  assert.deepEqual([seen.width, seen.height], [2752, 1536]);
  await keep("ultra");
  await page.emulateMediaFeatures([{name: "prefers-color-scheme", value: "dark"}]);
  await page.setViewport({width: 390, height: 844, deviceScaleFactor: 2});
  await keep("dark-narrow");
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `${wide} px of content on ${screen}`);
  assert.deepEqual(troubles, []);
});

test("names a faulty parameter where it stands, and mends it", async () => {
  await type("field-num_images", "9");
  await type("field-aspect_ratio", "wide");
  await says("Refused: 2 things to mend");
  assert.match(await page.$eval("#field-num_images-fault", (one) => one.innerText), /must be 1\.\.4/);
  assert.equal(await page.$eval("#field-num_images", (one) => one.getAttribute("aria-invalid")), "true");
  assert.match(await paper(), /aspect_ratio must be W:H between 21:9 and 9:21/);
  await keep("refused");
  await page.click("#paint");
  const focused = await page.evaluate(() => document.activeElement.id);
  assert.equal(focused, "field-aspect_ratio");
  assert.equal((await page.$$("#easel img")).length, 0);
  await page.click("#field-num_images-fault button");
  await type("field-aspect_ratio", "1:1");
  await says("Taken: 2048 × 2048");
  assert.match(await paper(), /\$0\.24/);
  assert.deepEqual(troubles, []);
});

test("lists what it adjusts and drops", async () => {
  await page.click("#more-box summary");
  await type("more", '{"guidance_scale": 3.5, "image_size": "portrait_4_3"}');
  const told = await paper();
  assert.match(told, /mapped image_size portrait_4_3 → 3:4/);
  assert.match(told, /dropped guidance_scale/);
  assert.deepEqual(troubles, []);
});

test("blends a chosen picture in, WebP as well", async () => {
  const webp = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 64);
    const context = canvas.getContext("2d");
    context.fillStyle = "#0a0";
    context.fillRect(0, 0, 64, 64);
    const blob = await canvas.convertToBlob({type: "image/webp"});
    return Array.from(new Uint8Array(await blob.arrayBuffer()));
  });
  await page.evaluate((bytes) => {
    const chosen = new DataTransfer();
    chosen.items.add(new File([new Uint8Array(bytes)], "green.webp", {type: "image/webp"}));
    const input = document.querySelector("input[type=file]");
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", {bubbles: true}));
  }, webp);
  await type("field-image_prompt_strength", "1");
  await type("field-aspect_ratio", "1:1");
  await says("Taken: 2048 × 2048");
  await page.click("#paint");
  await page.waitForSelector("#easel img", wait);
  const green = await page.$eval("#easel img", (image) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.drawImage(image, 0, 0, 1, 1);
    return Array.from(context.getImageData(0, 0, 1, 1).data);
  });
  assert.ok(green[1] > 120 && green[0] < 90 && green[2] < 90, String(green));
  assert.deepEqual(troubles, []);
});
