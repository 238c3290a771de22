import { ConnectionLostError } from "@web/core/network/rpc";

export const TRIES = [1000, 2000, 5000, 10000, 20000]; // ms until a lost answer is asked for again

/**
 * Says everything once. A message has the key of the moment Enter was pressed, until the server has
 * answered: also when no answer came and the same words are sent once more, since they may have gone.
 */
export class Deliveries {
    undecided = new Map(); // what was sent and got no answer -> { channelId, client, said }

    /**
     * @param {number} channelId
     * @param {Array} said what makes two messages the same one
     * @param {(client: string) => Promise} call
     * @param {{ onStart: (client: string) => void, onTrouble: (waiting: boolean) => void }} on
     * @returns {Promise<{ client: string, told?: Object, error?: Error }>}
     */
    async send(channelId, said, call, { onStart, onTrouble }) {
        const what = JSON.stringify([channelId, ...said]);
        const client = this.undecided.get(what)?.client || crypto.randomUUID();
        this.undecided.delete(what);
        onStart(client);
        for (let attempt = 0; ; attempt++) {
            try {
                return { client, told: await call(client) };
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    return { client, error };
                }
                if (attempt >= TRIES.length) {
                    this.undecided.set(what, { channelId, client, said });
                    return { client, error };
                }
                onTrouble(true);
                await new Promise((resolve) => setTimeout(resolve, TRIES[attempt]));
                onTrouble(false);
            }
        }
    }

    /**
     * What had gone after all, as the conversation now shows: the same words are a new message again.
     *
     * @returns {Array<Array>} what each of them said
     */
    settle(channelId, items) {
        const gone = new Set(items.map((item) => item.client).filter(Boolean));
        const settled = [];
        for (const [what, one] of this.undecided) {
            if (one.channelId === channelId && gone.has(one.client)) {
                this.undecided.delete(what);
                settled.push(one.said);
            }
        }
        return settled;
    }
}
