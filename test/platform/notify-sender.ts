/** A service in small: up, reloading, up again, and on its way out as soon as its input ends. */
import process from "node:process";
import { serviceNotifier } from "../../src/platform/notify-socket.ts";

const notifier = await serviceNotifier(process.env);
notifier.ready("2 listeners\nSTOPPING=1");
notifier.reloading("reading the settings again");
notifier.ready("2 listeners");
notifier.status("1 session");
for await (const _ of process.stdin);
notifier.stopping("1 transfer is let end");
notifier.end();
process.stdout.write(`${notifier.isHeard}\n`);
