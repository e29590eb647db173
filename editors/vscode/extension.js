// Starts `servanda lsp` for Markdown files; the server itself leaves alone what is no agreement.

const vscode = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

async function start() {
  const [command, ...args] = vscode.workspace.getConfiguration("servanda").get("command");
  const run = { command, args, transport: TransportKind.stdio };
  client = new LanguageClient(
    "servanda",
    "Servanda",
    { run, debug: run },
    { documentSelector: [{ language: "markdown", scheme: "file" }] },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const hint = 'Install it with `pip install "servanda[lsp]"`, or set `servanda.command`.';
    vscode.window.showErrorMessage(`Servanda: \`${command}\` cannot be started. ${hint}`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function activate(context) {
  const restart = vscode.commands.registerCommand("servanda.restart", async () => {
    await stop();
    await start();
  });
  context.subscriptions.push(restart);
  await start();
}

module.exports = { activate, deactivate: stop };
