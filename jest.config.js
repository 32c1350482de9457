import { swcOptions } from './tools/swc-options.js';

// `npm test` runs unit and integration tests. What needs a browser or NATS, or takes long, runs in `npm run test:all`.
const onlyInTestAll = ['<rootDir>/test/all/', '<rootDir>/test/faults/'];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: process.env.TEST_ALL === '1' ? [] : onlyInTestAll,
  maxWorkers: 2,
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swcOptions] },
  moduleNameMapper: { '^@zhaoshang/client$': '<rootDir>/packages/client/src/client.ts' },
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  setupFiles: ['reflect-metadata'],
  // Only what hangs reaches it: a busy machine may take ten times as long as an idle one.
  testTimeout: 120_000,
};
