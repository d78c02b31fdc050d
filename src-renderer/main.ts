import { mount } from 'svelte';
import App from './App.svelte';
import { connect } from './client/connect.ts';
import { connection } from './state/connection.svelte.ts';
import { router } from './state/router.svelte.ts';
import { settings } from './state/settings.svelte.ts';
import './styles/tokens.css';
import './styles/base.css';

connection.attach(connect(window));
router.start();
// What the browser has kept is shown until then; without an answer it simply stays.
settings.load().catch(() => undefined);

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no element #app.');
mount(App, { target });
