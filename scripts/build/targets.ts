/** A kind of machine that executables are made for. */
export interface Target {
	/** As it stands in file names and in `oceanftp version`. */
	readonly name: string;
	/** The npm package that holds Bun's runtime for it. */
	readonly runtime: string;
	/** SHA-512 of that package's archive at {@link RUNTIME_VERSION}, as lock files write it. */
	readonly integrity: string;
	/** What the header of its executables must say. */
	readonly format: ExecutableFormat;
}

/** What the first bytes of an executable tell. */
export type ExecutableFormat =
	| {
			readonly kind: "elf";
			readonly machine: Machine;
			/** The loader that the system must have; it differs between C libraries. */
			readonly interpreter: string;
	  }
	| { readonly kind: "mach-o" | "pe"; readonly machine: Machine };

export type Machine = "x64" | "arm64";

/** The runtime's version that the checksums below belong to: `packageManager` of package.json says the same. */
export const RUNTIME_VERSION = "1.4.5";

export const TARGETS: readonly Target[] = [
	{
		name: "linux-x64",
		runtime: "@oven/bun-linux-x64",
		integrity:
			"sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==",
		format: {
			kind: "elf",
			machine: "x64",
			interpreter: "/lib64/ld-linux-x86-64.so.2",
		},
	},
	{
		name: "linux-arm64",
		runtime: "@oven/bun-linux-aarch64",
		integrity:
			"sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==",
		format: {
			kind: "elf",
			machine: "arm64",
			interpreter: "/lib/ld-linux-aarch64.so.1",
		},
	},
	{
		name: "linux-x64-musl",
		runtime: "@oven/bun-linux-x64-musl",
		integrity:
			"sha512-10QoW/YfTgnURaGEaHpJCiXjLI2e5iTtfVDaA5JKcyUzaa1cq6cVUY9/Uq5XkYzvtRjHLRe9Oj/lTDIQcxy8HQ==",
		format: {
			kind: "elf",
			machine: "x64",
			interpreter: "/lib/ld-musl-x86_64.so.1",
		},
	},
	{
		name: "linux-arm64-musl",
		runtime: "@oven/bun-linux-aarch64-musl",
		integrity:
			"sha512-XCNc+WvvMAdNNb+OWTogpy+N9wm62fkVeEVLb6how0RZhW5LPi6c7BlkeVCuWps7XjEl2saFpHFa20/1E+PAHg==",
		format: {
			kind: "elf",
			machine: "arm64",
			interpreter: "/lib/ld-musl-aarch64.so.1",
		},
	},
	{
		name: "linux-x64-baseline",
		runtime: "@oven/bun-linux-x64-baseline",
		integrity:
			"sha512-s8yMwYcFnnrA178gji0gZbkE2WVDej/Ti1x770oPfihxyRxSMNhGhiAQNXV53aDeraZxksdvKV/RAdQBCd0qPA==",
		format: {
			kind: "elf",
			machine: "x64",
			interpreter: "/lib64/ld-linux-x86-64.so.2",
		},
	},
	{
		name: "darwin-x64",
		runtime: "@oven/bun-darwin-x64",
		integrity:
			"sha512-qkLPMGHZM9NI6CeHTWwVezzmlo6cC4Ta7yUAjYIWXS366qQcOlcp75t2uZyiuVRBMPS0h9qE0tCcvCHGaFqjJg==",
		format: { kind: "mach-o", machine: "x64" },
	},
	{
		name: "darwin-arm64",
		runtime: "@oven/bun-darwin-aarch64",
		integrity:
			"sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==",
		format: { kind: "mach-o", machine: "arm64" },
	},
	{
		name: "windows-x64",
		runtime: "@oven/bun-windows-x64",
		integrity:
			"sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==",
		format: { kind: "pe", machine: "x64" },
	},
];

/** The executable's name in `dist/`. @example fileNameOf("windows-x64") // "oceanftp-windows-x64.exe" */
export function fileNameOf(target: string): string {
	return `oceanftp-${target}${extensionOf(target)}`;
}

/** Windows starts nothing without one. */
export function extensionOf(target: string): string {
	return target.startsWith("windows-") ? ".exe" : "";
}
