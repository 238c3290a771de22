import { useBus, useService } from "@web/core/utils/hooks";

import { onMounted, onWillUnmount } from "@odoo/owl";

const CHANNEL = "clinic_board"; // a wish: the server says which branches it means
const CHANGED = "clinic.board/changed";
const PAUSE_MS = 200; // what several desks do at one instant is asked for once

/**
 * Calls `refresh` soon after anybody has changed a visit of today, and after the connection was lost.
 * Never two at a time: what changes meanwhile is asked for once more afterwards.
 *
 * @param {() => Promise<void>} refresh must not throw
 * @param {object} [options]
 * @param {string} [options.changed] the news that asks for a refresh, in place of that of today
 * @param {(news: object) => boolean} [options.concerns] whether a change is one of what is shown
 * @returns {() => void} asks for a refresh as a change would
 */
export function useLive(refresh, { changed = CHANGED, concerns = () => true } = {}) {
    const bus = useService("bus_service");
    let timer = null;
    let running = false;
    let again = false;

    async function run() {
        timer = null;
        if (running) {
            again = true;
            return;
        }
        running = true;
        try {
            await refresh();
        } finally {
            running = false;
        }
        if (again) {
            again = false;
            soon();
        }
    }

    function soon() {
        timer = timer || setTimeout(run, PAUSE_MS);
    }

    const heard = (news) => concerns(news) && soon();

    onMounted(() => {
        bus.subscribe(changed, heard);
        bus.addChannel(CHANNEL);
    });
    useBus(bus, "BUS:RECONNECT", soon);
    onWillUnmount(() => {
        clearTimeout(timer);
        bus.unsubscribe(changed, heard);
        bus.deleteChannel(CHANNEL);
    });
    return soon;
}
