import { OperatorError } from "../base/index.ts";
import type { StoredCertificate } from "../certificates/index.ts";
import { defaultCertificate } from "../server/index.ts";
import { type Finding, skip } from "./check.ts";
import { withConfig } from "./needs.ts";
import type { FoundConfig, Setup } from "./setup.ts";

/** The certificates that the server shows by itself; undefined when the configuration does not tell. */
export function shownNames({
	config,
	state,
}: Setup): ReadonlySet<string> | undefined {
	if (config instanceof OperatorError || state instanceof OperatorError) {
		return undefined;
	}
	const { settings } = config;
	const own = settings.listen.flatMap(({ certificate }) => certificate ?? []);
	return new Set([defaultCertificate(settings, state), ...own]);
}

/** For checks that look at what is shown. */
export function withShown(
	setup: Setup,
	look: (
		shown: readonly StoredCertificate[],
		config: FoundConfig,
	) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
	return withConfig(setup, async (config) => {
		const { certificates } = setup;
		const names = shownNames(setup);
		if (certificates instanceof OperatorError || names === undefined) {
			return [skip("not looked at: the certificates cannot be read")];
		}
		const stored = await certificates.list();
		const shown = stored.filter(({ name }) => names.has(name));
		if (shown.every(({ leaf }) => leaf === undefined)) {
			return [skip("not looked at: there is no certificate yet")];
		}
		return await look(shown, config);
	});
}
