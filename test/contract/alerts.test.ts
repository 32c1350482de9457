import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { createMetrics } from '../../src/app/metrics.ts';
import { openOffice, type Office } from '../server/running.ts';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}
interface Panel {
  type: string;
  title: string;
  targets?: Array<{ expr: string }>;
}

const text = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../..', name), 'utf8');
const { groups } = parse(text('ops/prometheus/alerts.yml')) as { groups: Array<{ name: string; rules: Rule[] }> };
const rules = groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(text('ops/grafana/zhaoshang.json')) as { panels: Panel[] };
const document = text('docs/operations.md');

/** Prometheus adds endings to a histogram's name. */
const withoutEnding = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
/** The metrics an expression speaks of, without its labels, and `up`, which Prometheus makes itself. */
const metricsIn = (expr: string): string[] =>
  [...expr.replace(/\{[^}]*\}/g, '').matchAll(/\b((?:zhaoshang|nodejs|process)_\w+)/g)].map(([, name = '']) => name);
const isShown = (name: string, shown: ReadonlySet<string>) => shown.has(name) || shown.has(withoutEnding(name));
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

let office: Office;
let shown: Set<string>;
beforeAll(async () => {
  office = await openOffice();
  const body = await (await fetch(`${office.url}/metrics`)).text();
  shown = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
});
afterAll(() => office.closeAll());

describe('the alert rules', () => {
  test('ask for metrics that a running node shows', () => {
    const asked = rules.flatMap(({ alert, expr }) => {
      const names = metricsIn(expr);
      return names.length > 0 || expr.startsWith('up{') ? names.map((name) => ({ alert, name })) : [{ alert, name: 'none' }];
    });
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter(({ name }) => !isShown(name, shown))).toEqual([]);
  });

  test('have a name of their own, a patience, a severity, and a Chinese sentence', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, for: patience, labels, annotations } of rules) {
      expect([alert, patience]).toEqual([expect.stringMatching(/^[A-Z]\w+$/), expect.stringMatching(/^\d+[sm]$/)]);
      expect(['warning', 'critical']).toContain(labels.severity);
      expect(annotations.summary).toMatch(/\p{Script=Han}{4}/u);
    }
  });

  test('lead to a section of docs/operations.md that names them', () => {
    const sections = new Map(document.split(/^### /m).map((section) => [slug(section.split('\n')[0]!), section]));
    for (const { alert, annotations } of rules) {
      const [file, anchor = ''] = annotations.runbook.split('#');
      expect([alert, file]).toEqual([alert, 'docs/operations.md']);
      expect([alert, sections.get(anchor)]).toEqual([alert, expect.stringContaining(`\`${alert}\``)]);
    }
  });
});

describe('the dashboard', () => {
  test('draws metrics that a running node shows, a title on every panel', () => {
    const drawn = panels.filter(({ type }) => type !== 'row');
    expect(drawn.length).toBeGreaterThan(15);
    for (const { title, targets = [] } of drawn) {
      expect([title, targets.length > 0]).toEqual([expect.stringMatching(/\p{Script=Han}|CPU/u), true]);
      const names = targets.flatMap(({ expr }) => metricsIn(expr));
      expect([title, names.filter((name) => !isShown(name, shown))]).toEqual([title, []]);
      expect(names.length).toBeGreaterThanOrEqual(targets.length);
    }
  });

  test('draws every metric of ours', () => {
    const drawn = new Set(
      panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => metricsIn(expr).map(withoutEnding))),
    );
    expect([...shown].filter((name) => name.startsWith('zhaoshang_') && !drawn.has(name))).toEqual([]);
  });
});

describe('the metrics', () => {
  test('have a help text that is a sentence, and a row in docs/operations.md', async () => {
    const all = (await createMetrics().registry.getMetricsAsJSON()).filter(({ name }) => name.startsWith('zhaoshang_'));
    expect(all.length).toBeGreaterThan(30);
    for (const { name, help } of all) {
      expect([name, help]).toEqual([name, expect.stringMatching(/^[A-Z].{8}/)]);
      expect([name, document.includes(`| \`${name}\` `)]).toEqual([name, true]);
    }
  });

  test('are named as Prometheus wants it: totals for counters, base units', async () => {
    for (const { name, type } of await createMetrics().registry.getMetricsAsJSON()) {
      if (!name.startsWith('zhaoshang_')) continue;
      expect([name, String(type) === 'counter']).toEqual([name, name.endsWith('_total')]);
      expect(name).not.toMatch(/_(ms|milliseconds|kb|mb)(_|$)/);
    }
  });
});
