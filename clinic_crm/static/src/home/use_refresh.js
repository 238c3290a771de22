import { useService } from "@web/core/utils/hooks";

import { onMounted, onWillStart, onWillUnmount, useExternalListener } from "@odoo/owl";

/**
 * Calls `refresh` every `seconds` while the page can be seen, and at once when it is seen again.
 *
 * @param {() => Promise<void>} refresh must not throw: a lost connection leaves the page as it is
 * @param {number} seconds
 */
export function useRefresh(refresh, seconds) {
    let timer;
    let last = Date.now();
    const tick = async () => {
        if (!document.hidden && Date.now() - last >= seconds * 1000 - 50) {
            last = Date.now();
            await refresh();
        }
    };
    onMounted(() => {
        timer = setInterval(tick, seconds * 1000);
    });
    onWillUnmount(() => clearInterval(timer));
    useExternalListener(document, "visibilitychange", tick);
}

/**
 * For a page that is read as a whole: calls `load` before it is shown and, as `useRefresh` does, again.
 *
 * @param {{ stale: boolean }} state `stale` tells whether the last reading failed
 * @param {(orm: Object) => Promise<void>} load reads with this orm and keeps what it read
 * @param {number} seconds
 * @returns {() => Promise<void>} reads at once, and never throws
 */
export function useReload(state, load, seconds) {
    const orm = useService("orm");
    const refresh = async () => {
        try {
            await load(orm.silent);
            state.stale = false;
        } catch {
            state.stale = true;
        }
    };
    onWillStart(() => load(orm));
    useRefresh(refresh, seconds);
    return refresh;
}
