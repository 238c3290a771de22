import { onMounted, onWillUnmount, useExternalListener } from "@odoo/owl";

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
