// The simulator in a container of its own for the tests of a file: npm install && npm test
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GenericContainer, Wait } from 'testcontainers';

let container;
let url;

before(async () => {
  container = await new GenericContainer('mobipace-mock')
    .withExposedPorts(8080, 8444)
    .withWaitStrategy(Wait.forHttp('/_control/health', 8080))
    .start();
  url = `http://${container.getHost()}:${container.getMappedPort(8080)}`;
});

after(() => container.stop());

test('sends', async () => { // put the call of your own client here
  const query = new URLSearchParams({
    function: 'send', username: 'mobipace@mobipace.com', password: '123456',
    sender: 'MOBIPACE', recipient: '37499123456', body: 'Hello',
  });
  const answer = await (await fetch(`${url}/API_2_0/HTTP_API.aspx?${query}`)).text();
  assert.match(answer, /^ID: \d+$/);
});
