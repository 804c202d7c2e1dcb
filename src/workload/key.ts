/** Under which name a loaded workload is kept: the same guest makes other resets under other rules. */
export function workloadKey({ workload, rules }: { workload: string; rules: string }): string {
  return `${workload} by the rules of ${rules}`;
}
