/**
 * Says that the start is over. Until then an executable compiles to machine code only what runs eight times as often as usual
 * (`--compile-jit-policy` in `scripts/build/compile.ts`): what a start runs, it runs once. From here on what is hot is
 * compiled as in any other program. Commands that soon end do not say it: they are all start.
 */
export function compileAsUsual(): void {
	// Deno has no such policy, and neither has an older Bun.
	if (typeof Bun !== "undefined") Bun.unsafe.setJITPolicy?.(1);
}
