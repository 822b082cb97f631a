import assert from 'node:assert/strict';
import test from 'node:test';
import { fromField, lineEnds, toField } from '../../wwwroot/js/files/text.js';

test('lineEnds_of one kind_are kept through a field', () => {
  for (const text of ['', 'one', 'one\ntwo\n', 'one\r\ntwo\r\n', '\r\n', '\uFEFFone\r\n'])
    assert.equal(fromField(toField(text), lineEnds(text)), text);
});

test('lineEnds_that differ_are told as none', () => {
  for (const text of ['one\r\ntwo\n', 'one\ntwo\r\n', 'one\rtwo', 'one\r\n\rtwo', '\r\r\n']) assert.equal(lineEnds(text), null);
});
