/** Things to send for those who have no files at hand: a short recording and a photo, both made here. */

const RATE = 16000;
const PHOTO = { width: 960, height: 720 };

function header(samples) {
  const view = new DataView(new ArrayBuffer(44));
  const text = (offset, word) => [...word].forEach((sign, place) => view.setUint8(offset + place, sign.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, samples * 2, true);
  return view.buffer;
}

/** A recording of `seconds` that murmurs like somebody far away: syllables of two vowel tones over a deep one. */
export function sampleVoice(seconds) {
  const samples = Math.round(seconds * RATE);
  const wave = new Int16Array(samples);
  for (let place = 0; place < samples; place += 1) {
    const time = place / RATE;
    const syllable = Math.floor(time * 4.5);
    const within = (time * 4.5) % 1;
    const pitch = 150 + 28 * Math.sin(syllable * 1.7) + 10 * Math.sin(time * 2);
    const loudness = Math.sin(Math.PI * within) ** 1.5 * (syllable % 7 === 6 ? 0 : 1);
    const vowel = 480 + 260 * Math.abs(Math.sin(syllable * 2.3));
    const tone =
      Math.sin(2 * Math.PI * pitch * time) +
      0.45 * Math.sin(2 * Math.PI * vowel * time) * Math.sin(2 * Math.PI * pitch * time) +
      0.2 * Math.sin(2 * Math.PI * vowel * 2.4 * time);
    wave[place] = 6500 * loudness * tone;
  }
  return new File([header(samples), wave.buffer], "rekaman.wav", { type: "audio/wav" });
}

function hills(paint, colour, base, height, wave) {
  paint.fillStyle = colour;
  paint.beginPath();
  paint.moveTo(0, PHOTO.height);
  for (let x = 0; x <= PHOTO.width; x += 8) paint.lineTo(x, base - height * (0.5 + 0.5 * Math.sin(x / wave + base)));
  paint.lineTo(PHOTO.width, PHOTO.height);
  paint.fill();
}

/** A photo of a village in the evening, painted. `caption` is written small into a corner. */
export function samplePhoto(caption) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, PHOTO);
  const paint = canvas.getContext("2d");
  const sky = paint.createLinearGradient(0, 0, 0, PHOTO.height);
  sky.addColorStop(0, "#7fb7c9");
  sky.addColorStop(0.55, "#f6d9a8");
  sky.addColorStop(1, "#e9b872");
  paint.fillStyle = sky;
  paint.fillRect(0, 0, PHOTO.width, PHOTO.height);
  paint.fillStyle = "#fff3d6";
  paint.beginPath();
  paint.arc(690, 250, 58, 0, Math.PI * 2);
  paint.fill();
  hills(paint, "#6f9a94", 430, 120, 170);
  hills(paint, "#4d7f6e", 500, 70, 110);
  hills(paint, "#3c6b52", 560, 40, 240);
  paint.fillStyle = "#7a4f35";
  paint.fillRect(250, 420, 190, 110);
  paint.fillStyle = "#5a3826";
  for (const x of [262, 338, 418]) paint.fillRect(x, 530, 12, 46);
  paint.fillStyle = "#a3563c";
  paint.beginPath();
  paint.moveTo(215, 428);
  paint.lineTo(345, 330);
  paint.lineTo(475, 428);
  paint.fill();
  paint.fillStyle = "#f7e2a4";
  paint.fillRect(285, 452, 44, 40);
  paint.fillRect(362, 452, 44, 78);
  paint.fillStyle = "rgba(255,255,255,.85)";
  paint.font = "26px sans-serif";
  paint.fillText(caption, 28, PHOTO.height - 30);
  return new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(new File([blob], "foto-contoh.jpg", { type: "image/jpeg" })), "image/jpeg", 0.85);
  });
}
