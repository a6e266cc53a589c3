/** The server's page API: reading, acting, sending files. */

const LOST = "Server peragaan tidak menjawab. Periksa apakah programnya masih berjalan.";

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Error(LOST);
  }
  const data = await response.json().catch(() => null);
  if (!response.ok || data === null) throw new Error(data?.error ?? LOST);
  return data;
}

/** GET /api/… Throws Error with a sentence for the reader. */
export function get(path) {
  return answer(fetch(`/api/${path}`));
}

/** What a person does. Throws Error with the server's sentence when it is refused. */
export function act(name, body) {
  return answer(
    fetch(`/api/actions/${name}`, {
      method: "POST",
      headers: { "X-Simulator": "page", "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

/** Sends a file; `fields` are the other parts of the form, missing ones are left out. */
export function sendFile(file, fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined && value !== "") form.append(name, value);
  }
  form.append("file", file, file.name);
  return answer(fetch("/api/actions/send_file", { method: "POST", headers: { "X-Simulator": "page" }, body: form }));
}

const NOTHING = { starts: [], people: [], names: [], questions: [], scenes: [], opens: "" };

/** What the demo tells of itself: village links, who is what, what can be played; empty when there is no such file. */
export async function demo() {
  try {
    const response = await fetch("/demo.json");
    const data = response.ok ? await response.json() : {};
    return { ...NOTHING, ...data };
  } catch {
    return NOTHING;
  }
}
