// Reads QR codes with the camera, by the browser's own reader (BarcodeDetector); where it has none, nothing is
// offered. The page imports this when the teacher wants to scan. Holds no state.
//
// scan(video, found)   shows the camera in the element and calls found(text) for each code in sight, again and
//                      again; resolves to a function that switches the camera off

const EVERY_MS = 250;

export async function scan(video, found) {
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = camera;
  await video.play();
  // A picture that cannot be read is followed by the next one.
  const look = async () => {
    for (const { rawValue } of await reader.detect(video).catch(() => [])) found(rawValue);
  };
  const timer = setInterval(look, EVERY_MS);
  return () => {
    clearInterval(timer);
    for (const track of camera.getTracks()) track.stop();
  };
}
