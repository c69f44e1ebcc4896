/** The closing lines of a test run: what was skipped and how to get it, and one line of counts that any CI can read. */
import type { Reporter, TestModule } from 'vitest/node';

export default class ClosingLines implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skipped = new Map<string, number>();
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed++;
        else if (state === 'failed') counts.failed++;
        else {
          counts.skipped++;
          skipped.set(module.relativeModuleId, (skipped.get(module.relativeModuleId) ?? 0) + 1);
        }
      }
    }
    for (const [file, n] of skipped) console.log(`skipped: ${n} of ${file} (README "Tests" says what they need)`);
    if (process.env.CI && counts.skipped > 0) {
      console.log('nothing may be skipped in CI');
      process.exitCode = 1;
    }
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
